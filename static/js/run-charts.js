// The charts of a run, or of several: their figures come with the page.
import { LinkedCharts, plots } from "./linked-charts.js";

const form = document.getElementById("chart-controls");
const embedded = () => JSON.parse(document.getElementById("figures")?.textContent ?? "{}");

// Where charts begin to be seen below the head of the page, in pixels.
const BELOW_HEAD = 64;

// A finding brings its epochs into view as it is unfolded, and the charts where they are out of
// sight; as much of the page below them as fits stays.
function followFindings(charts) {
  const back = form.querySelector("[data-back]");
  let from = null;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-show]");
    const finding = event.target.closest?.("[data-finding]");
    if (link) event.preventDefault();
    else if (!event.target.closest?.("[data-finding] > summary") || finding.open) return;
    from = finding;
    charts.show(finding.dataset.finding);
    if (bring() || link) back.hidden = false;
    if (link) plots()[0]?.focus({ preventScroll: true });
  });
  back?.addEventListener("click", () => {
    back.hidden = true;
    const summary = from?.isConnected && from.querySelector("summary");
    summary?.focus?.({ preventScroll: true });
    summary?.scrollIntoView?.({ block: "center", behavior: behavior() });
  });
}

// Whether the charts had to be scrolled to.
function bring() {
  const { top, bottom } = form.parentElement.querySelector(".charts .fig").getBoundingClientRect();
  if (top >= BELOW_HEAD - 1 && bottom <= innerHeight) return false;
  scrollBy({ top: form.getBoundingClientRect().top - BELOW_HEAD, behavior: behavior() });
  return true;
}

const behavior = () =>
  matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";

function begin() {
  document.documentElement.classList.add("js-on");
  const drawn = () => plots().filter((plot) => !plot.closest(".small"));
  const charts = new LinkedCharts(form, drawn);
  charts.receive(embedded());
  followFindings(charts);
  document.addEventListener("lossacc:changed", ({ detail }) => charts.receive(detail));
  // The fragment of a finished analysis: now its findings can be marked.
  document.body.addEventListener("htmx:afterSwap", () => charts.refresh());
}

if (window.Plotly && form) begin();
