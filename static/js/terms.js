// Explanations of numbers open by the style sheet alone. Here Escape closes them without moving
// pointer or focus, and those that would leave the screen are pushed back into it.

const MARGIN = 8;
const explained = (node) => node.closest?.(".explained");

function push(place) {
  const tip = place.querySelector(".tip");
  tip.style.translate = "";
  const { left, right } = tip.getBoundingClientRect();
  const most = document.documentElement.clientWidth - MARGIN;
  const by = Math.max(MARGIN - left, 0) || Math.min(most - right, 0);
  if (by) tip.style.translate = `${by}px 0`;
}

function open(event) {
  const place = explained(event.target);
  if (place && !place.contains(event.relatedTarget)) push(place);
}

function leave(event) {
  const place = explained(event.target);
  if (place && !place.contains(event.relatedTarget)) place.classList.remove("closed");
}

function close(event) {
  if (event.key !== "Escape") return;
  for (const place of document.querySelectorAll(".explained:hover, .explained:focus-within")) {
    place.classList.add("closed");
  }
}

export function explainTerms() {
  document.addEventListener("pointerover", open);
  document.addEventListener("focusin", open);
  document.addEventListener("pointerout", leave);
  document.addEventListener("focusout", leave);
  document.addEventListener("keydown", close);
}
