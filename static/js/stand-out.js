// Of many runs in one chart the one whose value in the caption is pointed at stands out, or whose
// letter is pressed in a chart; pressed again, all are alike.
const FAINT = 0.12;

function standOut(name) {
  for (const plot of document.querySelectorAll("[data-plot].live")) {
    const seen = plot.figure.data.map(({ opacity = 1, name: of = "" }) =>
      !name || of === name || of.split(" ")[0] === name ? opacity : opacity * FAINT,
    );
    window.Plotly.restyle(plot, { opacity: seen });
  }
}

let shown = null;

function turn(name) {
  if (name === shown) return;
  shown = name;
  standOut(name);
}

function point({ target }) {
  const pointed = target.closest?.(".overlays .k")?.querySelector("[data-value]");
  if (pointed || !target.closest?.(".overlays [data-plot]")) turn(pointed?.dataset.value ?? null);
}

function press({ key, target, ctrlKey, metaKey, altKey }) {
  if (!target.closest?.(".overlays [data-plot]") || ctrlKey || metaKey || altKey) return;
  const letter = key.toUpperCase();
  if (/^[A-T]$/.test(letter)) turn(letter === shown ? null : letter);
}

document.addEventListener("pointerover", point);
document.addEventListener("keydown", press);
