// Menus are details elements and open without this; here they close on Escape or a click elsewhere.

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

// What is opened to be written in is written in at once. The event of unfolding does not bubble.
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.open && target.matches("details.menu")) target.querySelector("input:not([type=hidden])")?.focus();
  },
  { capture: true },
);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.menu[open]");
  closeMenus();
  menu?.querySelector("summary").focus();
});
