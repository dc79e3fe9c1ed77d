// Every metric of a run: those in view become charts, all zoomed alike, with one crosshair.
import { LinkedCharts, plots } from "./linked-charts.js";

const AHEAD = "200px"; // charts are drawn a little before they come into view
const AT_ONCE = 12;
const PAUSE = 60;

class MetricCharts extends LinkedCharts {
  constructor(form) {
    super(form, () => [...this.inView]);
    this.inView = new Set();
    this.current = new Map(); // key of a chart -> the address that its figure was sent for
    this.observer = new IntersectionObserver((seen) => this.seen(seen), { rootMargin: AHEAD });
    this.watch();
    document.addEventListener("lossacc:renewed", () => this.renew());
  }

  watch() {
    for (const plot of plots()) this.observer.observe(plot);
  }

  // There are more points, and maybe metrics that were not logged before.
  renew() {
    for (const plot of this.inView) if (!plot.isConnected) this.inView.delete(plot);
    this.current.clear();
    this.watch();
    return this.refresh();
  }

  seen(changes) {
    for (const { target, isIntersecting } of changes) {
      if (isIntersecting) this.inView.add(target);
      else this.inView.delete(target);
    }
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.refresh(), PAUSE);
  }

  // Only what is in view and was not sent for this address, some charts at a time.
  async refresh() {
    const wanted = location.search;
    const stale = (plot) => this.current.get(plot.dataset.plot) !== wanted;
    const keys = this.shown().filter(stale).map((plot) => plot.dataset.plot).slice(0, AT_ONCE);
    if (!keys.length) return this.draw();
    const asked = new URLSearchParams(wanted);
    for (const key of keys) asked.append("chart", key);
    const answer = await fetch(`${this.form.dataset.figures}?${asked}`, { credentials: "same-origin" });
    if (!answer.ok || location.search !== wanted) return;
    const figures = await answer.json();
    for (const key of keys) this.current.set(key, wanted);
    Object.assign(this.figures, figures);
    for (const plot of this.shown().filter((shown) => keys.includes(shown.dataset.plot))) {
      plot.classList.toggle("empty-part", !figures[plot.dataset.plot]);
      this.drawOne(plot);
    }
    return this.refresh();
  }

  draw() {
    if (this.inView) super.draw();
  }
}

const form = document.getElementById("chart-controls");
if (window.Plotly && form) {
  document.documentElement.classList.add("js-on");
  new MetricCharts(form);
}
