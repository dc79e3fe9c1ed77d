// Keeps an open page up to date while its runs train: a small question every second, and the page as
// the server draws it now only where something changed. Of that the marked parts and the figures
// take their places; address, zoom, selection, focus, unfolded parts and scroll stay as they are.
import { morph } from "./morph.js";

const LONGEST_PAUSE = 15_000;
const PATIENCE = 10_000;
const PARTS = "[data-live], tr[data-run], figure.small[data-panel]";
const LOST = "Connection lost, trying again. What is shown may be out of date.";
const ENDED = "This page is not renewed any more: you are signed out, or what it shows is gone. Load it again.";

const line = document.getElementById("live");
const said = (name) => line.querySelector(`[data-${name}]`);

class Ended extends Error {}

async function ask(address) {
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(address, { credentials: "same-origin", signal });
  if (answer.redirected || (answer.status >= 400 && answer.status < 500)) throw new Ended();
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer;
}

function name({ dataset }) {
  return dataset.live ?? dataset.run ?? dataset.panel;
}

function takeParts(fresh) {
  const there = new Map([...fresh.querySelectorAll(PARTS)].map((part) => [name(part), part]));
  for (const part of document.querySelectorAll(PARTS)) {
    const now = there.get(name(part));
    if (now) morph(part, now);
  }
}

const panels = (page) => [...page.querySelectorAll(".charts [data-panel]")].map(name).join(" ");

// A metric that was not logged before has a chart of its own; charts may be the first ones, or gone
// with all but one of the runs that were compared.
function takeCharts(fresh) {
  const [before, figures] = [document, fresh].map((page) => page.getElementById("figures"));
  if (Boolean(before) !== Boolean(figures)) location.reload();
  if (!before || !figures) return;
  if (panels(fresh) !== panels(document)) {
    document.querySelector(".charts").replaceChildren(...fresh.querySelector(".charts").childNodes);
  }
  const detail = JSON.parse(figures.textContent);
  document.dispatchEvent(new CustomEvent("lossacc:changed", { detail }));
}

// Epochs come all the time; what is read aloud is another status or verdict.
function speak(now) {
  const { state } = now?.dataset ?? {};
  if (state === line.dataset.state) return;
  line.dataset.state = state ?? "";
  const parts = ["[data-live=status]", "#verdict", "#answer"];
  const words = parts.map((part) => document.querySelector(part)?.textContent.trim());
  said("said").textContent = words.filter(Boolean).join(". ") || "The state of a run changed.";
}

// False where the reader changed the address or is about to: the answer is to another question.
async function renew() {
  const wanted = location.pathname + location.search;
  const answer = await ask(wanted);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const isDragging = document.querySelector(".dragcover");
  if (isDragging || location.pathname + location.search !== wanted) return;
  takeParts(fresh);
  takeCharts(fresh);
  document.dispatchEvent(new CustomEvent("lossacc:renewed"));
  const now = fresh.getElementById("live");
  speak(now);
  const waits = fresh.querySelector("#poll[hx-get]");
  line.dataset.every = now?.dataset.every ?? (waits ? line.dataset.every : "");
  if (now) line.dataset.seen = now.dataset.address;
}

// New runs are counted since the page was opened: the table does not move below the pointer.
function address() {
  const opened = new URL(line.dataset.address, location);
  if (!line.dataset.seen) return opened;
  const now = new URL(line.dataset.seen, location);
  if (opened.searchParams.has("since")) now.searchParams.set("since", opened.searchParams.get("since"));
  return now;
}

function announce(count) {
  const notice = said("new");
  const words = `${count} new run${count === 1 ? "" : "s"} in this project: show`;
  if (!count || notice.textContent.trim() === words) return;
  notice.hidden = false;
  notice.firstElementChild.textContent = words;
  notice.firstElementChild.href = location.pathname + location.search;
}

async function look() {
  const answer = await ask(address());
  if (answer.status === 204) return;
  const { changed, new: count } = await answer.json();
  announce(count);
  if (changed) await renew();
}

let waiting;
let isBusy = false;
let failures = 0;

async function turn() {
  if (isBusy) return;
  clearTimeout(waiting);
  if (document.hidden) return;
  isBusy = true;
  const began = performance.now();
  try {
    await look();
    failures = 0;
    said("lost").textContent = "";
  } catch (error) {
    if (error instanceof Ended) {
      said("lost").textContent = ENDED;
      return;
    }
    failures += 1;
    said("lost").textContent = LOST;
  } finally {
    isBusy = false;
  }
  const every = Number(line.dataset.every);
  if (!every) return;
  // A page that takes long to draw is drawn less often.
  const pause = Math.max(every * 2 ** failures, performance.now() - began);
  waiting = setTimeout(turn, Math.min(pause, LONGEST_PAUSE));
}

if (line) {
  document.documentElement.classList.add("js-on");
  document.addEventListener("visibilitychange", turn);
  waiting = setTimeout(turn, Number(line.dataset.every));
}
