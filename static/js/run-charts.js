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

const plots = () => [...document.querySelectorAll("[data-plot]")];
const live = () => plots().filter((plot) => plot.classList.contains("live"));
const embedded = () => JSON.parse(document.getElementById("figures")?.textContent ?? "{}");

let figures = {};
let zoom = null; // the x range that all charts share, null where all is shown
const crosshair = new Crosshair(live);

function draw() {
  for (const plot of plots()) {
    const figure = figures[plot.dataset.plot];
    if (!figure) continue;
    const first = !plot.classList.contains("live");
    if (first) {
      plot.replaceChildren();
      plot.classList.add("live");
    }
    const { data, layout } = themed(figure);
    if (zoom) layout.xaxis.range = [...zoom];
    plot.figure = figure;
    window.Plotly.react(plot, data, layout, CONFIG);
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

function follow(source, change) {
  if (!("xaxis.range[0]" in change)) return;
  const range = [change["xaxis.range[0]"], change["xaxis.range[1]"]];
  if (zoom && zoom[0] === range[0] && zoom[1] === range[1]) return;
  zoom = range;
  for (const plot of live()) {
    if (plot !== source) window.Plotly.relayout(plot, { "xaxis.range": [...zoom] });
  }
  crosshair.refresh();
}

function reset() {
  zoom = null;
  for (const plot of live()) {
    const { xaxis, yaxis } = plot.figure.layout;
    window.Plotly.relayout(plot, {
      "xaxis.range": [...xaxis.range],
      "yaxis.range": [...yaxis.range],
    });
  }
  crosshair.refresh();
}

function query(form) {
  const chosen = new URLSearchParams(new FormData(form));
  const kept = new URLSearchParams(location.search);
  for (const control of form.elements) if (control.name) kept.delete(control.name);
  for (const [name, value] of chosen) kept.append(name, value);
  return kept.toString();
}

async function apply(form) {
  const wanted = query(form);
  const counted = figures.loss?.meta.x ?? figures.accuracy?.meta.x;
  history.replaceState(null, "", `?${wanted}`);
  const answer = await fetch(`${form.dataset.figures}?${wanted}`, { credentials: "same-origin" });
  if (!answer.ok || query(form) !== wanted) return;
  figures = await answer.json();
  if (counted !== (figures.loss?.meta.x ?? figures.accuracy?.meta.x)) zoom = null;
  draw();
}

function control(form) {
  let waiting;
  form.addEventListener("input", (event) => {
    const output = form.querySelector(`output[for="${event.target.id}"]`);
    if (output) output.value = event.target.value === "0" ? "off" : event.target.value;
    clearTimeout(waiting);
    waiting = setTimeout(() => apply(form), DEBOUNCE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply(form);
  });
}

function begin() {
  document.documentElement.classList.add("js-on");
  figures = embedded();
  draw();
  const form = document.getElementById("chart-controls");
  if (form) control(form);
  document.addEventListener("themechange", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  document.body.addEventListener("htmx:afterSwap", () => {
    // The fragment of a finished analysis brings figures with its findings marked.
    if (form) apply(form);
    else {
      figures = embedded();
      draw();
    }
  });
}

if (window.Plotly) begin();
