// Parameters of a run: found while typing, and copied with one press. Without this a form searches.
import { copy } from "./copy-code.js";

const SAID_FOR = 4000; // milliseconds

const list = document.querySelector("[data-params]");
const form = document.querySelector("[data-param-search]");
const status = document.querySelector("[data-param-said]");

function say(text) {
  status.textContent = text;
  setTimeout(() => (status.textContent = ""), SAID_FOR);
}

function offerCopies() {
  for (const row of list.querySelectorAll("[data-param]")) {
    const button = document.createElement("button");
    const name = row.querySelector("dt").textContent;
    button.type = "button";
    button.className = "copy";
    button.ariaLabel = `Copy ${name}`;
    button.title = "Copy the value";
    button.innerHTML = '<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><use href="#i-copy"/></svg>';
    row.querySelector("dd").append(button);
  }
  list.addEventListener("click", async ({ target }) => {
    const button = target.closest(".copy");
    if (!button) return;
    const row = button.closest("[data-param]");
    const done = await copy(row.querySelector("[data-value]")).catch(() => false);
    button.classList.toggle("done", done);
    if (done) setTimeout(() => button.classList.remove("done"), SAID_FOR);
    say(done ? `Copied: ${row.querySelector("dt").textContent}.` : "This browser does not let the page copy.");
  });
}

function offerSearch() {
  const input = form.elements.param;
  const rows = [...list.querySelectorAll("[data-param]")].map((row) => [row, row.textContent.toLowerCase()]);
  const folds = [...list.querySelectorAll("[data-fold], [data-group]")];
  const count = document.querySelector("[data-param-count]");
  const total = count.textContent;

  function search() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    for (const fold of folds) {
      fold.hidden = !fold.querySelector("[data-param]:not([hidden])");
      if (fold.tagName === "DETAILS") fold.open = words.length > 0;
    }
    count.textContent = words.length ? `${shown} of ${total}` : total;
    say(words.length ? `${shown} of ${total} parameters` : "");
  }

  // What the address asked for is there already, and nothing else: the rest needs the server.
  if (input.defaultValue) return;
  input.addEventListener("input", search);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = new URL(location);
    address.searchParams.set("param", input.value);
    history.replaceState(history.state, "", address);
  });
}

if (list) offerCopies();
if (list && form) offerSearch();
