// Paper gets the charts as the server drew them, with the whole run: the interactive ones have the
// size of the screen. Comes before the script that replaces them.

for (const plot of document.querySelectorAll(".frame > [data-plot]")) {
  const copy = document.createElement("div");
  copy.className = "plot printed";
  copy.ariaHidden = "true";
  copy.append(...[...plot.children].map((drawing) => drawing.cloneNode(true)));
  plot.after(copy);
}
