// One line through all charts of a run; the values where it stands are in the charts' captions.

const KEYS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };

export class Crosshair {
  constructor(plots) {
    this.plots = plots;
    this.x = null;
  }

  show(x) {
    this.x = x;
    for (const plot of this.plots()) {
      this.place(plot);
      this.read(plot);
    }
  }

  // The values stay readable when the pointer leaves: the line rests where it was.
  rest() {
    this.refresh();
  }

  refresh() {
    if (this.x !== null) this.show(this.x);
  }

  key(name, plot) {
    const places = this.places();
    if (!places.length || !(name in KEYS || name === "Home" || name === "End")) return false;
    plot.closest("[data-panel]")?.querySelector(".readout")?.setAttribute("aria-live", "polite");
    const here = this.x === null ? -1 : nearest(places, this.x);
    let next = name === "Home" ? 0 : places.length - 1;
    if (name in KEYS) next = Math.min(Math.max(here + KEYS[name], 0), places.length - 1);
    this.show(places[next]);
    return true;
  }

  places() {
    const all = this.plots().flatMap((plot) => {
      const [low, high] = plot._fullLayout.xaxis.range;
      return lines(plot).flatMap((line) => line.x.filter((x) => x >= low && x <= high));
    });
    return [...new Set(all)].sort((a, b) => a - b);
  }

  place(plot) {
    const { xaxis, _size: size } = plot._fullLayout;
    let line = plot.querySelector(".cross-line");
    if (!line) {
      line = document.createElement("div");
      line.className = "cross-line";
      line.append(Object.assign(document.createElement("span"), { className: "cross-pill" }));
      plot.append(line);
    }
    const at = xaxis.l2p(this.x);
    line.hidden = at < 0 || at > size.w;
    line.style.left = `${size.l + at}px`;
    line.style.top = `${size.t}px`;
    line.style.height = `${size.h}px`;
    line.firstChild.textContent = written(this.x);
    this.dot(plot, line);
  }

  // A dot on each line, where its value was logged.
  dot(plot, cross) {
    for (const old of cross.querySelectorAll(".cross-dot")) old.remove();
    for (const line of lines(plot)) {
      const at = latest(line.x, this.x);
      if (line.x[at] !== this.x || line.y[at] === null) continue;
      const dot = Object.assign(document.createElement("span"), { className: "cross-dot" });
      dot.style.top = `${plot._fullLayout.yaxis.d2p(line.y[at])}px`;
      dot.style.background = `var(${line.line.color})`;
      cross.append(dot);
    }
  }

  read(plot) {
    const readout = plot.closest("[data-panel]")?.querySelector(".readout");
    if (!readout) return;
    const place = readout.querySelector("[data-x-value]");
    if (place) place.textContent = written(this.x);
    const drawn = new Map(lines(plot).map((line) => [line.name, line]));
    for (const shown of readout.querySelectorAll("[data-value]")) {
      const line = drawn.get(shown.dataset.value);
      shown.textContent = line ? value(line, this.x, plot.figure.meta) : "none";
    }
  }
}

// Means where runs are grouped; where a line is smoothed, the values that were logged.
function lines(plot) {
  const role = ["mean", "raw", "line"].find((name) => traces(plot, name).length);
  return traces(plot, role);
}

const traces = (plot, role) => plot.figure.data.filter((trace) => trace.meta === role);

// Splits are not logged at the same places: the value is the one that held there.
function value(line, x, { kind, ends }) {
  const at = latest(line.x, x);
  if (at < 0) return "none";
  if (ends && x > line.x.at(-1)) return "ended";
  const y = line.y[at];
  if (y === null) return "not finite";
  if (kind === "accuracy") return y.toFixed(2);
  if (kind !== "loss") return String(Number(y.toPrecision(4)));
  return Math.abs(y) >= 1e-4 && Math.abs(y) < 1e5 ? y.toFixed(4) : y.toPrecision(3);
}

function latest(places, x) {
  if (!places.length || places[0] > x) return -1;
  const at = nearest(places, x);
  return places[at] <= x ? at : at - 1;
}

function nearest(places, x) {
  let low = 0;
  let high = places.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (places[middle] <= x) low = middle;
    else high = middle;
  }
  return Math.abs(places[low] - x) <= Math.abs(places[high] - x) ? low : high;
}

export const written = (x) => (Number.isInteger(x) ? String(x) : x.toPrecision(4).replace(/\.?0+$/, ""));
