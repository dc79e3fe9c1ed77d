// The bar of the runs chosen in a run table. The choice outlives paging, sorting, filtering and
// leaving the page. Without this the boxes and their form work within one page.
import { ChosenRuns } from "./chosen-runs.js";

const ASKED_AT_ONCE = 50; // as many runs as a page of the table has

const form = document.getElementById("compare");
const part = (selector) => form.querySelector(selector);
const button = part("[type=submit]");
const most = Number(form.dataset.most);
const chosen = new ChosenRuns(form.dataset.project, most);

const boxes = () => [...document.querySelectorAll("input.choose")];
const others = () => chosen.besides(boxes().map((box) => box.value));
const whereabouts = () => chosen.whereabouts(others().length, "filtered" in form.dataset);

let last; // the run that was clicked last: there a range begins

function element(name, values, ...children) {
  const made = Object.assign(document.createElement(name), values);
  made.append(...children);
  return made;
}

// A chosen run that the table does not show: its name, and what is sent for it.
function item([uuid, name]) {
  const remove = element("button", { type: "button" }, element("span", { title: name }, name), "Remove");
  remove.dataset.remove = uuid;
  remove.setAttribute("aria-label", `Remove ${name}`);
  return element("li", {}, remove, element("input", { type: "hidden", name: "run", value: uuid }));
}

function showOthers() {
  const menu = part("[data-others]");
  menu.hidden = others().length === 0;
  if (menu.hidden) menu.open = false;
  menu.querySelector("summary span").textContent = whereabouts();
  menu.querySelector("ul").replaceChildren(...others().map(item));
}

function showBoxes() {
  const shown = boxes();
  for (const box of shown) box.checked = chosen.has(box.value);
  const all = document.querySelector("input[data-all]");
  if (!all) return;
  const here = shown.filter((box) => box.checked).length;
  all.closest("label").hidden = shown.length > most && !part("[data-change]");
  all.checked = here === shown.length;
  all.indeterminate = here > 0 && here < shown.length;
  all.classList.toggle("some", all.indeterminate);
}

function showBar() {
  const any = chosen.size > 0;
  form.hidden = !any && !boxes().length;
  form.classList.toggle("on", any);
  part(".selbar").hidden = !any;
  part(".hint").hidden = !boxes().length;
  part("[data-count]").textContent = chosen.counted();
  part("#compare-why").textContent = chosen.reason();
  if (chosen.reason()) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}

function show() {
  showBar();
  showBoxes();
  showOthers();
}

function say() {
  const said = [chosen.counted(), others().length ? whereabouts() : "", chosen.reason()];
  const sentences = said.filter(Boolean).map((text) => text.replace(/\.?$/, "."));
  part("[aria-live]").textContent = chosen.size ? sentences.join(" ") : "No run is chosen.";
}

function changed() {
  show();
  say();
}

function put(some, isChosen) {
  for (const { value, dataset } of some) {
    if (isChosen) chosen.add(value, dataset.name);
    else chosen.remove(value);
  }
}

function upTo(box) {
  const shown = boxes();
  const ends = [shown.findIndex(({ value }) => value === last), shown.indexOf(box)];
  return ends[0] < 0 ? [box] : shown.slice(Math.min(...ends), Math.max(...ends) + 1);
}

function choose({ target: box, shiftKey }) {
  if (box.matches("input[data-all]")) {
    put(boxes(), box.checked);
  } else if (box.matches("input.choose")) {
    put(shiftKey ? upTo(box) : [box], box.checked);
    last = box.value;
    box.focus();
  } else return;
  changed();
}

// What had the focus is gone; it goes back to where the choice was made.
function refocus() {
  const shown = boxes();
  const box = shown.find(({ value }) => value === last) ?? shown[0];
  box?.focus({ preventScroll: true });
}

function press(event) {
  const { remove } = event.target.closest("[data-remove]")?.dataset ?? {};
  if (remove) chosen.remove(remove);
  else if (event.target.closest("[data-clear]")) chosen.clear();
  else return;
  event.stopPropagation(); // a click on what is gone by then would close the menu
  changed();
  const next = part("[data-remove]");
  if (remove && next) next.focus();
  else refocus();
}

// The other buttons change chosen runs, of which one is enough.
function submit(event) {
  if (!chosen.reason() || (event.submitter ?? button) !== button) return;
  event.preventDefault();
  button.focus(); // its description is the reason
}

// Runs may have been deleted or moved since they were chosen.
async function forgetGone() {
  const asked = others().map(([uuid]) => uuid);
  for (let at = 0; at < asked.length; at += ASKED_AT_ONCE) {
    if (!(await forgetGoneOf(asked.slice(at, at + ASKED_AT_ONCE)))) return;
  }
}

async function forgetGoneOf(asked) {
  const query = new URLSearchParams(asked.map((uuid) => ["run", uuid]));
  const answer = await fetch(`${form.dataset.verdicts}?${query}`, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return false;
  const there = await answer.text();
  chosen.remove(...asked.filter((uuid) => !there.includes(`"verdict-${uuid}"`)));
  show();
  return true;
}

function restore() {
  chosen.read();
  put(boxes().filter(({ value }) => chosen.has(value)), true); // a name may have changed
  show();
}

// With Shift, browsers would select the text between two clicks.
function keepText(event) {
  if (event.shiftKey && event.target.closest(".pick")) event.preventDefault();
}

// Rows are put in anew while the table is open, whoever does it: they get their marks again.
function rowsCame(changes) {
  const came = changes.flatMap(({ addedNodes }) => [...addedNodes]);
  const holdsBoxes = (node) => node.matches?.("input.choose") || node.querySelector?.("input.choose");
  if (came.some(holdsBoxes)) show();
}

function begin() {
  button.classList.add("primary");
  for (const name of ["count", "clear", "range"]) part(`[data-${name}]`).hidden = false;
  document.addEventListener("mousedown", keepText);
  document.addEventListener("click", choose);
  form.addEventListener("click", press);
  form.addEventListener("submit", submit);
  // Back on this page, the browser may have put its own marks into the boxes.
  window.addEventListener("pageshow", restore);
  new MutationObserver(rowsCame).observe(document.getElementById("main"), { childList: true, subtree: true });
  restore();
  forgetGone().catch(() => {}); // no answer, as when the page is left: they stay chosen
}

begin();
