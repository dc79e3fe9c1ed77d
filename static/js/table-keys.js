// The run table by single keys. They rest while somebody writes, and a person whose speech or hand
// presses keys by accident can turn them off in the dialog that `?` opens.

const OFF = "table-keys-off";

const form = document.getElementById("compare");
const dialog = document.getElementById("keys");
const opener = form.querySelector("[data-keys]");
const isOn = dialog.querySelector("[data-keys-on]");

const PARTS = ["input.choose", "th a"]; // what else of a row takes the focus

let current = ""; // the uuid of the row that j and k stand at; the row itself may be put in anew
let held; // which part of it has the focus, empty for the row itself, and nothing where none has

const rows = () => [...document.querySelectorAll("tr[data-run]")];
const row = () => rows().find(({ dataset }) => dataset.run === current);
const focused = () => document.activeElement?.closest?.("tr[data-run]");

// Storage may be forbidden: then the choice lasts as long as the page.
function remembered() {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true;
  }
}

function remember() {
  try {
    if (isOn.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "");
  } catch {
    return;
  }
}

function standAt(found) {
  current = found.dataset.run;
  found.focus();
}

// From where the focus is, or from the row that had it last.
function move(by) {
  const all = rows();
  const at = all.indexOf(focused() ?? row());
  const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1);
  if (all[next]) standAt(all[next]);
}

function choose() {
  const box = (focused() ?? row())?.querySelector("input.choose");
  if (!box) return;
  const stays = focused();
  box.click();
  (stays ?? row())?.focus();
}

function open() {
  (focused() ?? row())?.querySelector("th a")?.click();
}

function compare() {
  form.requestSubmit(form.querySelector("[type=submit]"));
}

function write(event) {
  const field = document.querySelector("[data-query], #q");
  if (!field) return;
  event.preventDefault(); // the slash itself is not written
  field.focus();
  field.select?.();
}

function help() {
  isOn.checked = remembered();
  dialog.showModal();
}

const KEYS = {
  "/": write,
  j: () => move(1),
  k: () => move(-1),
  x: choose,
  o: open,
  c: compare,
  "?": help,
};

const WRITES = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit])";

function rests(event) {
  const { target } = event;
  const isModified = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  return event.defaultPrevented || isModified || !remembered() || dialog.open || target.matches?.(WRITES);
}

function press(event) {
  if (rests(event)) return;
  // Enter on a link or a button is theirs.
  if (event.key === "Enter" && event.target.matches("tr[data-run]")) open();
  else if (Object.hasOwn(KEYS, event.key)) KEYS[event.key](event);
}

function showShortcuts() {
  const field = document.querySelector("[data-query], #q");
  if (remembered()) field?.setAttribute("aria-keyshortcuts", "/");
  else field?.removeAttribute("aria-keyshortcuts");
}

function holdPlace({ target }) {
  const at = target.closest?.("tr[data-run]");
  held = at ? (PARTS.find((part) => target.matches(part)) ?? "") : undefined;
  if (at) current = at.dataset.run;
}

// What had the focus went, as when the rows are put in anew: its successor has it.
function keepPlace() {
  if (held === undefined || document.activeElement !== document.body || !row()) return;
  if (held) row().querySelector(held)?.focus({ preventScroll: true });
  else standAt(row());
}

function begin() {
  opener.hidden = false;
  opener.addEventListener("click", help);
  isOn.addEventListener("change", () => {
    remember();
    showShortcuts();
  });
  document.addEventListener("keydown", press);
  document.addEventListener("focusin", holdPlace);
  document.addEventListener("pointerdown", holdPlace);
  new MutationObserver(keepPlace).observe(document.getElementById("main"), { childList: true, subtree: true });
  showShortcuts();
}

begin();
