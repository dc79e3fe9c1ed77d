// A button beside code that copies it and says so. Without this the code can be selected.

const SAID_FOR = 4000; // milliseconds

// Outside of https browsers offer no clipboard, but copy what is selected.
export async function copy(code) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  }
  getSelection().selectAllChildren(code);
  return document.execCommand("copy");
}

async function pressed(button) {
  const code = document.getElementById(button.dataset.copy);
  const status = document.querySelector("[data-copied]");
  const done = await copy(code).catch(() => false);
  if (!done) getSelection().selectAllChildren(code);
  status.textContent = done
    ? `Copied: ${code.getAttribute("aria-label")}.`
    : "This browser does not let the page copy. The code is selected: copy it with the keyboard.";
  if (done) setTimeout(() => (status.textContent = ""), SAID_FOR);
}

export function offerCopies() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => pressed(button));
  }
}
