// What may stand at the cursor of the query, in a list below the field: a combobox with a listbox,
// as the ARIA Authoring Practices describe it. Without this the field is a plain one.
const PAUSE = 120;

const field = document.getElementById("q");
const list = document.getElementById("q-choices");
let choices = [];
let at = -1; // the choice that is marked, none at first: Enter then sends the query
let waiting;

function close() {
  choices = [];
  at = -1;
  list.hidden = true;
  list.replaceChildren();
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function option({ text, about }, number) {
  const made = document.createElement("li");
  made.id = `q-choice-${number}`;
  made.role = "option";
  made.dataset.number = number;
  made.append(text);
  if (about) made.append(Object.assign(document.createElement("span"), { className: "n", textContent: about }));
  return made;
}

function show(found) {
  close();
  if (!found.length || document.activeElement !== field) return;
  choices = found;
  list.replaceChildren(...choices.map(option));
  list.hidden = false;
  field.setAttribute("aria-expanded", "true");
}

function mark(number) {
  at = (number + choices.length) % choices.length;
  for (const one of list.children) one.setAttribute("aria-selected", String(Number(one.dataset.number) === at));
  list.children[at].scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", `q-choice-${at}`);
}

function take(number) {
  const { text, start } = choices[number];
  const rest = field.value.slice(field.selectionStart);
  const before = `${[...field.value].slice(0, start).join("")}${text}${rest.startsWith(" ") ? "" : " "}`;
  field.value = before + rest;
  field.setSelectionRange(before.length, before.length);
  close();
  ask();
}

// The server counts characters, of which some take two places here.
const cursor = () => [...field.value.slice(0, field.selectionStart)].length;

async function ask() {
  const text = field.value;
  const at = cursor();
  const query = new URLSearchParams({ q: text, at });
  const answer = await fetch(`${field.dataset.complete}?${query}`, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected || field.value !== text || cursor() !== at) return;
  show((await answer.json()).choices);
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(() => ask().catch(close), PAUSE); // no answer, no list
}

function press(event) {
  const open = !list.hidden;
  if (event.key === "ArrowDown" && !open) later();
  else if (event.key === "ArrowDown") mark(at + 1);
  else if (event.key === "ArrowUp" && open) mark(at < 0 ? -1 : at - 1);
  else if ((event.key === "Enter" || event.key === "Tab") && open && at >= 0) take(at);
  else if (event.key === "Escape") open ? close() : field.blur(); // the query stays
  else return;
  event.preventDefault();
}

function begin() {
  field.role = "combobox";
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");
  field.addEventListener("input", later);
  field.addEventListener("keydown", press);
  field.addEventListener("blur", close);
  // Before the field loses the focus to it.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const one = event.target.closest("[data-number]");
    if (one) take(Number(one.dataset.number));
  });
}

if (field && list) begin();
