// A choice on the comparison page is an address of its own: it is asked for as soon as it is made.
// The charts change the address without asking, so whatever leaves the page takes their part along.
import { offerCopies } from "./copy-code.js";
import { morph } from "./morph.js";

const DEBOUNCE = 300;
const CHARTS = ["x", "scale", "split", "smooth", "from", "to"];

function keepCharts(data) {
  const here = new URLSearchParams(location.search);
  for (const name of CHARTS) {
    data.delete(name);
    for (const value of here.getAll(name)) data.append(name, value);
  }
}

for (const form of document.querySelectorAll("form[method=get]:not(#chart-controls)")) {
  form.addEventListener("formdata", ({ formData }) => keepCharts(formData));
}

document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[href^='?']");
  if (!link) return;
  const address = new URL(link.href);
  keepCharts(address.searchParams);
  link.href = address;
});

const prefer = document.getElementById("prefer");
let waiting;
prefer?.addEventListener("change", ({ target }) => {
  if (target.name === "weight") prefer.querySelector("[value=weight]").checked = true;
  clearTimeout(waiting);
  waiting = setTimeout(() => prefer.requestSubmit(), DEBOUNCE);
});
const values = document.getElementById("values-form");
values?.addEventListener("change", ({ target }) => {
  const epoch = values.elements.epoch;
  if (target === epoch) values.querySelector("[value=epoch]").checked = epoch.value !== "";
  if (target.value === "epoch" && epoch.value === "") epoch.focus();
  else values.requestSubmit();
});

// Tables and words around the charts are of the splits and the x axis that the charts now have. The
// figures do not hold them: the page that the address has meanwhile does.
const WORDS = "about values words table".split(" ").map((name) => `[data-live^=${name}-]`).join();
const shown = () => ["x", "split"].map((name) => new URLSearchParams(location.search).getAll(name)).join("/");
let told = shown();

document.addEventListener("lossacc:asked", async () => {
  if (shown() === told) return;
  const wanted = location.search;
  const answer = await fetch(location.pathname + wanted, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected || location.search !== wanted) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  told = shown();
  for (const part of document.querySelectorAll(WORDS)) {
    const now = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (now) morph(part, now);
  }
});

// The address as it is when it is copied, with what was chosen for the charts since.
const address = document.getElementById("address");
document
  .querySelector("[data-copy=address]")
  ?.addEventListener("click", () => (address.textContent = location.href), { capture: true });
offerCopies();
document.documentElement.classList.add("js-on");
