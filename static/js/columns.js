// Columns change their places at once: by their buttons, which keep the focus, or by dragging a row.
// The numbers follow, so that the form says what is seen.
const body = document.getElementById("chosen");
const said = document.getElementById("moved");
const label = (row) => row.querySelector(".pick-column").textContent.trim();
let dragged = null;

function number() {
  [...body.rows].forEach((row, index) => (row.querySelector(".place").value = index + 1));
}

body.addEventListener("click", (event) => {
  const button = event.target.closest("[name=move]");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("tr");
  if (button.value.startsWith("up ")) row.previousElementSibling?.before(row);
  else row.nextElementSibling?.after(row);
  number();
  button.focus();
  said.textContent = `${label(row)}: place ${row.rowIndex} of ${body.rows.length}`;
});

body.addEventListener("dragstart", ({ target, dataTransfer }) => {
  if (!target.matches?.("th")) return;
  dragged = target.closest("tr");
  dataTransfer.setDragImage(dragged, 0, 0);
  dataTransfer.effectAllowed = "move";
  dataTransfer.setData("text/plain", label(dragged));
});

body.addEventListener("dragover", (event) => {
  const row = event.target.closest("tr");
  if (!dragged || !row) return;
  event.preventDefault();
  if (row === dragged) return;
  const { top, height } = row.getBoundingClientRect();
  if (event.clientY < top + height / 2) row.before(dragged);
  else row.after(dragged);
});

body.addEventListener("drop", (event) => event.preventDefault());
body.addEventListener("dragend", () => {
  dragged = null;
  number();
});

for (const row of body.rows) row.cells[0].draggable = true;
