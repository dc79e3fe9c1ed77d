// The theme follows the system unless somebody chose one. Runs before the page is drawn.

const root = document.documentElement;
const THEMES = ["light", "dark"];

function chosenTheme() {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null; // storage may be forbidden; the system's theme it is
  }
}

function keepTheme(theme) {
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // it then lasts as long as the page
  }
}

function applyTheme(theme) {
  if (THEMES.includes(theme)) root.dataset.theme = theme;
  else delete root.dataset.theme;
  document.dispatchEvent(new CustomEvent("themechange"));
}

applyTheme(chosenTheme());

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("[data-theme-choice]");
  if (!form) return;
  const chosen = root.dataset.theme ?? "system";
  form.elements.theme.value = chosen;
  form.hidden = false;
  form.addEventListener("change", () => {
    keepTheme(form.elements.theme.value);
    applyTheme(form.elements.theme.value);
  });
});
