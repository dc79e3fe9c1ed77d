// Charts that Plotly draws in the place of the server's drawings: one crosshair runs through all of
// them, and a zoom in one zooms the others. The server stays the only one that computes.
import { Crosshair, written } from "./crosshair.js";
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
const ZOOM_KEYS = { "+": 0.5, "=": 0.5, "-": 2 };
const PART = ["from", "to", "of", "finding"]; // what the address says of the part that is shown

export const plots = () => [...document.querySelectorAll("[data-plot]")];
const isLive = (plot) => plot.classList.contains("live");

export class LinkedCharts {
  // `shown`: the plots that are to be drawn
  constructor(form, shown = plots) {
    this.form = form;
    this.shown = shown;
    this.figures = {};
    const query = new URLSearchParams(location.search);
    this.zoom = rangeOf(query); // the x range that all charts share, null where all is shown
    this.whole = null; // the range of the whole run, as soon as it was shown
    this.finding = query.get("finding"); // whose epochs are shown and marked
    this.crosshair = new Crosshair(() => this.shown().filter(isLive));
    for (const name of PART) form.querySelector(`input[type=hidden][name=${name}]`)?.remove();
    this.control();
    const again = () => this.draw();
    document.addEventListener("themechange", again);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    this.sizes = new ResizeObserver((changes) => this.resized(changes));
  }

  draw() {
    for (const plot of this.shown()) this.drawOne(plot);
    this.crosshair.refresh();
    const all = document.querySelector("[data-show-all]");
    if (all) all.hidden = !this.zoom && !this.finding;
    this.tell();
  }

  // For those who do not see it: the part that the charts show, as soon as one was chosen.
  tell() {
    const status = document.querySelector("[data-shown]");
    const [figure] = Object.values(this.figures);
    const isPart = this.zoom || this.finding;
    if (!status || !figure || !(isPart || status.textContent)) return;
    const [first, last] = figure.layout.xaxis.range.map(written);
    const part = isPart ? `${figure.meta.x} ${first} to ${last}` : "the whole run";
    const words = `The charts show ${part}.`;
    if (status.textContent !== words) status.textContent = words;
  }

  drawOne(plot) {
    const figure = this.figures[plot.dataset.plot];
    const panel = plot.closest("[data-panel]");
    if (!figure) return;
    const first = !isLive(plot);
    if (first) {
      plot.replaceChildren();
      plot.classList.add("live");
    }
    plot.figure = figure;
    plot.frame = frameName(plot);
    const { data, layout } = themed({ data: figure.data, layout: fitted(plot, figure) });
    window.Plotly.react(plot, data, layout, CONFIG);
    if (!this.zoom && !this.finding) this.whole = figure.layout.xaxis.range;
    const note = panel?.querySelector("[data-note]");
    if (note) {
      note.textContent = figure.meta.note ?? "";
      note.hidden = !figure.meta.note;
    }
    if (first) this.listen(plot);
  }

  listen(plot) {
    plot.on("plotly_relayout", (change) => this.follow(plot, change));
    plot.on("plotly_hover", ({ points }) => this.crosshair.show(points[0].x));
    plot.on("plotly_doubleclick", () => this.reset());
    // A drag leaves the focus where it was, and Escape is heard where the focus is.
    plot.addEventListener("pointerdown", () => plot.focus({ preventScroll: true }));
    plot.addEventListener("mouseleave", () => this.crosshair.rest());
    plot.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.reset();
      else if (event.key in ZOOM_KEYS) this.zoomBy(ZOOM_KEYS[event.key]);
      else if (this.crosshair.key(event.key, plot)) event.preventDefault();
    });
    this.sizes.observe(plot);
  }

  // A chart that becomes wide or narrow has other words and margins.
  resized(changes) {
    const other = ({ target }) => target.figure && frameName(target) !== target.frame;
    if (changes.some(other)) this.draw();
  }

  // All charts turn at once; the server then sends what the window shows in full.
  follow(source, change) {
    if (!("xaxis.range[0]" in change)) return;
    const range = [change["xaxis.range[0]"], change["xaxis.range[1]"]];
    if (this.zoom && this.zoom[0] === range[0] && this.zoom[1] === range[1]) return;
    this.zoom = range;
    for (const plot of this.shown().filter(isLive)) {
      const part = { "xaxis.range": [...range], "xaxis.tickmode": "auto" };
      if (plot !== source) window.Plotly.relayout(plot, part);
    }
    this.crosshair.refresh();
    this.apply();
  }

  // Around the crosshair, where it is in sight; for those who do not drag.
  zoomBy(factor) {
    const plot = this.shown().find(isLive);
    if (!plot) return;
    const [low, high] = plot._fullLayout.xaxis.range;
    const { x } = this.crosshair;
    const middle = x !== null && x > low && x < high ? x : (low + high) / 2;
    const reach = ((high - low) * factor) / 2;
    const [first, last] = this.whole ?? [low, high];
    const range = [Math.max(middle - reach, first), Math.min(middle + reach, last)];
    if (factor > 1 && (!this.whole || (range[0] === first && range[1] === last))) this.reset();
    else this.follow(null, { "xaxis.range[0]": range[0], "xaxis.range[1]": range[1] });
  }

  // The server knows where the epochs of a finding lie, and how much room there is around them.
  show(finding) {
    this.zoom = null;
    this.finding = finding;
    return this.apply();
  }

  reset() {
    if (!this.zoom && !this.finding) return;
    this.zoom = null;
    this.finding = null;
    this.apply();
  }

  query() {
    const kept = new URLSearchParams(location.search);
    for (const name of PART) kept.delete(name);
    for (const control of this.form.elements) if (control.name) kept.delete(control.name);
    for (const [name, value] of new FormData(this.form)) if (value !== "") kept.append(name, value);
    return kept.toString();
  }

  part() {
    const [low, high] = (this.zoom ?? []).map((end) => Number(end.toPrecision(12)));
    const finding = this.finding ? [["finding", this.finding]] : [];
    return this.zoom ? [...finding, ["from", low], ["to", high]] : finding;
  }

  apply() {
    history.replaceState(history.state, "", `?${this.query()}${location.hash}`);
    return this.refresh();
  }

  // The figures that the address asks for; an answer that comes too late for it is passed over.
  async refresh() {
    const wanted = location.search;
    const address = this.form.dataset.figures + wanted;
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok || location.search !== wanted) return;
    this.receive(await answer.json());
    document.dispatchEvent(new CustomEvent("lossacc:asked"));
  }

  receive(figures) {
    this.figures = figures;
    for (const plot of this.shown()) {
      plot.closest("[data-panel]").hidden = !figures[plot.dataset.plot];
    }
    this.draw();
  }

  control() {
    let waiting;
    this.form.addEventListener("input", ({ target }) => {
      if (target.type === "search") return;
      const output = this.form.querySelector(`output[for="${target.id}"]`);
      if (output) output.value = target.value === "0" ? "off" : target.value;
      if (target.name === "x") this.zoom = this.whole = null;
      const splits = this.form.querySelector("[name=split]:checked");
      if (target.name === "split" && !splits) target.checked = true;
      clearTimeout(waiting);
      waiting = setTimeout(() => this.apply(), DEBOUNCE);
    });
    // A form that is sent takes the part along that is shown.
    this.form.addEventListener("formdata", ({ formData }) => {
      for (const [name, value] of this.part()) formData.set(name, value);
    });
    this.form.addEventListener("submit", (event) => {
      if (this.form.querySelector("input[type=search]")) return;
      event.preventDefault();
      this.apply();
    });
    for (const button of this.form.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => this.zoomBy(Number(button.dataset.zoom)));
    }
    document.querySelector("[data-show-all]")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.reset();
    });
  }
}

function rangeOf(query) {
  const range = ["from", "to"].map((name) => Number.parseFloat(query.get(name)));
  return range.every(Number.isFinite) && range[0] < range[1] ? range : null;
}

// The style sheet names the drawing that fits; Plotly takes its margins and the size of its words,
// grown as the drawing was.
const frameName = (plot) => getComputedStyle(plot).getPropertyValue("--frame").trim();

function fitted(plot, figure) {
  const { layout, frames } = figure;
  const { width, margin, annotations, tickvals, ticktext } = frames[frameName(plot)];
  const scale = plot.clientWidth / width;
  const grown = Object.entries(margin).map(([side, room]) => [side, room * scale]);
  const ticks = { tickmode: "array", tickangle: 0, tickvals, ticktext };
  const written = (font) => ({ ...font, size: font.size * scale });
  return {
    ...layout,
    annotations: annotations.map((words) => ({
      ...words,
      font: written(words.font),
      xshift: (words.xshift ?? 0) * scale,
      yshift: (words.yshift ?? 0) * scale,
    })),
    margin: { ...Object.fromEntries(grown), pad: 0 },
    xaxis: { ...layout.xaxis, ...ticks, tickfont: written(layout.xaxis.tickfont) },
    yaxis: { ...layout.yaxis, tickfont: written(layout.yaxis.tickfont) },
  };
}
