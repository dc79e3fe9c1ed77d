// The charts of a run: Plotly takes the place of the server's drawings, one crosshair runs through
// all of them, and a zoom in one zooms the others. The server stays the only one that computes.
import { Crosshair } from "./crosshair.js";
import { themed } from "./theme-colours.js";

const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: "",
  doubleClick: false,
  responsive: true,
};
const DEBOUNCE = 150;
const NARROW = matchMedia("(max-width: 64rem)"); // as in narrow.css

const form = document.getElementById("chart-controls");
const plots = () => [...document.querySelectorAll("[data-plot]")];
const live = () => plots().filter((plot) => plot.classList.contains("live"));
const embedded = () => JSON.parse(document.getElementById("figures")?.textContent ?? "{}");

let figures = {};
let zoom = fromAddress(); // the x range that all charts share, null where all is shown
const crosshair = new Crosshair(live);

function fromAddress() {
  const query = new URLSearchParams(location.search);
  const range = ["from", "to"].map((name) => Number.parseFloat(query.get(name)));
  return range.every(Number.isFinite) && range[0] < range[1] ? range : null;
}

function draw() {
  for (const plot of plots()) {
    const figure = figures[plot.dataset.plot];
    plot.closest("[data-panel]").hidden = !figure;
    if (!figure) continue;
    const first = !plot.classList.contains("live");
    if (first) {
      plot.replaceChildren();
      plot.classList.add("live");
    }
    const { data, layout, narrow } = themed(figure);
    plot.figure = figure;
    window.Plotly.react(plot, data, NARROW.matches ? { ...layout, ...narrow } : layout, CONFIG);
    if (first) listen(plot);
  }
  crosshair.refresh();
}

function listen(plot) {
  plot.on("plotly_relayout", (change) => follow(plot, change));
  plot.on("plotly_hover", ({ points }) => crosshair.show(points[0].x));
  plot.on("plotly_doubleclick", reset);
  plot.addEventListener("mouseleave", () => crosshair.rest());
  plot.addEventListener("keydown", (event) => {
    if (event.key === "Escape") reset();
    else if (crosshair.key(event.key, plot)) event.preventDefault();
  });
}

// All charts turn at once; the server then sends what the window shows in full.
function follow(source, change) {
  if (!("xaxis.range[0]" in change)) return;
  const range = [change["xaxis.range[0]"], change["xaxis.range[1]"]];
  if (zoom && zoom[0] === range[0] && zoom[1] === range[1]) return;
  zoom = range;
  for (const plot of live()) {
    if (plot !== source) window.Plotly.relayout(plot, { "xaxis.range": [...zoom] });
  }
  crosshair.refresh();
  apply();
}

function reset() {
  if (!zoom) return;
  zoom = null;
  apply();
}

function query() {
  const kept = new URLSearchParams(location.search);
  for (const name of ["from", "to"]) kept.delete(name);
  for (const control of form.elements) if (control.name) kept.delete(control.name);
  for (const [name, value] of new FormData(form)) kept.append(name, value);
  if (zoom) {
    kept.set("from", Number(zoom[0].toPrecision(7)));
    kept.set("to", Number(zoom[1].toPrecision(7)));
  }
  return kept.toString();
}

function apply() {
  history.replaceState(null, "", `?${query()}${location.hash}`);
  return refresh();
}

// The figures that the address asks for; an answer that comes too late for it is passed over.
async function refresh() {
  const wanted = location.search;
  const answer = await fetch(`${form.dataset.figures}${wanted}`, { credentials: "same-origin" });
  if (!answer.ok || location.search !== wanted) return;
  figures = await answer.json();
  draw();
}

function control() {
  let waiting;
  form.addEventListener("input", ({ target }) => {
    const output = form.querySelector(`output[for="${target.id}"]`);
    if (output) output.value = target.value === "0" ? "off" : target.value;
    if (target.name === "x") zoom = null;
    if (target.name === "split" && !form.querySelector("[name=split]:checked")) target.checked = true;
    clearTimeout(waiting);
    waiting = setTimeout(apply, DEBOUNCE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply();
  });
}

function begin() {
  document.documentElement.classList.add("js-on");
  figures = embedded();
  draw();
  control();
  document.addEventListener("themechange", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  NARROW.addEventListener("change", draw);
  // The fragment of a finished analysis: now its findings can be marked.
  document.body.addEventListener("htmx:afterSwap", refresh);
}

if (window.Plotly && form) begin();
