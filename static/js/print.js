// Paper gets the charts as the server drew them, with the whole run: the interactive ones have the
// size of the screen. Comes before the script that replaces them.

const PREFIX = "printed-";

// An id stands for one element of a page: a copy has its own, and names those.
function rename(copy) {
  for (const node of copy.querySelectorAll("[id]")) node.id = PREFIX + node.id;
  for (const node of copy.querySelectorAll("[clip-path]")) {
    node.setAttribute("clip-path", node.getAttribute("clip-path").replace("#", `#${PREFIX}`));
  }
  for (const node of copy.querySelectorAll("[aria-labelledby]")) {
    const ids = node.getAttribute("aria-labelledby").split(" ");
    node.setAttribute("aria-labelledby", ids.map((id) => PREFIX + id).join(" "));
  }
}

for (const plot of document.querySelectorAll(".frame > [data-plot]")) {
  const copy = document.createElement("div");
  copy.className = "plot printed";
  copy.ariaHidden = "true";
  copy.append(...[...plot.children].map((drawing) => drawing.cloneNode(true)));
  rename(copy);
  plot.after(copy);
}
