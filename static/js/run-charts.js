// The charts of a run, or of several: their figures come with the page.
import { LinkedCharts, plots } from "./linked-charts.js";

const form = document.getElementById("chart-controls");
const embedded = () => JSON.parse(document.getElementById("figures")?.textContent ?? "{}");

// A finding brings its epochs into view as it is unfolded; its link also goes to the charts.
function followFindings(charts) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-show]");
    const finding = event.target.closest?.("[data-finding] > summary")?.parentElement;
    if (link) {
      event.preventDefault();
      charts.show(link.dataset.show);
      form.scrollIntoView({ block: "start" });
      plots()[0]?.focus({ preventScroll: true });
    } else if (finding && !finding.open) {
      charts.show(finding.dataset.finding);
    }
  });
}

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
