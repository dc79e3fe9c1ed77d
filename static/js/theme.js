// The theme follows the system unless somebody chose one. Runs before the page is drawn, so it is
// no module; the braces keep its names to itself.
{
  const root = document.documentElement;

  const read = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage may be forbidden: then the system's theme it is
    }
  };

  const keep = (theme) => {
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // it then lasts as long as the page
    }
  };

  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
    document.dispatchEvent(new CustomEvent("themechange"));
  };

  apply(read());

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("[data-theme-choice]");
    if (!form) return;
    form.elements.theme.value = root.dataset.theme ?? "system";
    form.hidden = false;
    form.addEventListener("change", () => {
      keep(form.elements.theme.value);
      apply(form.elements.theme.value);
    });
  });
}
