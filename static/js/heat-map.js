// Reads the cells of a confusion matrix of many classes: where the pointer is, or by arrow keys.

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const KEYS = "Point at a cell, or use the arrow keys, to read it; Enter goes to the most frequent mistake.";

class HeatMap {
  constructor(region, data, words) {
    Object.assign(this, { region, words, names: data.names, counts: data.counts });
    this.svg = region.querySelector("svg");
    this.margin = Number(this.svg.dataset.margin);
    this.cell = Number(this.svg.dataset.cell);
    this.worst = worst(data.counts);
    this.at = [0, 0];
  }

  listen() {
    this.words.hidden = false;
    this.svg.addEventListener("pointermove", (event) => this.point(event));
    this.region.addEventListener("keydown", (event) => this.key(event));
    this.region.addEventListener("focus", () => this.show(...this.at));
  }

  point(event) {
    const box = this.svg.getBoundingClientRect();
    const place = (at) => Math.floor((at - this.margin) / this.cell);
    this.show(place(event.clientY - box.top), place(event.clientX - box.left));
  }

  key(event) {
    if (event.key === "Enter") this.show(...this.worst);
    else if (event.key in STEPS) this.step(STEPS[event.key]);
    else return;
    event.preventDefault();
    this.svg.querySelector(".here").scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  step([down, right]) {
    const inside = (at) => Math.min(Math.max(at, 0), this.names.length - 1);
    this.show(inside(this.at[0] + down), inside(this.at[1] + right));
  }

  show(row, column) {
    if (!(row in this.names) || !(column in this.names)) return;
    this.at = [row, column];
    const here = this.svg.querySelector(".here");
    here.setAttribute("x", this.margin + column * this.cell);
    here.setAttribute("y", this.margin + row * this.cell);
    here.setAttribute("visibility", "visible");
    this.words.textContent = this.told(row, column);
  }

  told(row, column) {
    const count = this.counts[row][column];
    const support = this.counts[row].reduce((sum, part) => sum + part, 0);
    const share = support ? (100 * count) / support : 0;
    const said = row === column ? "right" : `taken for “${this.names[column]}”`;
    const of = `${count.toLocaleString("en")} of ${support.toLocaleString("en")}`;
    return `“${this.names[row]}” ${said}: ${of}, ${share.toFixed(1)} %`;
  }
}

// The first of the most frequent mistakes.
function worst(counts) {
  let [row, column, most] = [0, 0, 0];
  counts.forEach((line, i) =>
    line.forEach((count, j) => {
      if (i !== j && count > most) [row, column, most] = [i, j, count];
    }),
  );
  return [row, column];
}

export function readHeatMap() {
  const region = document.querySelector("[data-heat]");
  if (!region) return;
  const data = JSON.parse(document.getElementById("confusion-cells").textContent);
  new HeatMap(region, data, document.querySelector("[data-heat-cell]")).listen();
  document.querySelector("[data-heat-keys]").textContent += ` ${KEYS}`;
}
