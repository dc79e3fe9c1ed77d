// A box that ticks all boxes of a form: it names the form in data-check-all. Without this each is
// ticked by itself.
function begin(all) {
  const boxes = () => [...document.querySelectorAll(`input[type=checkbox][form="${all.dataset.checkAll}"]`)];

  function show() {
    const ticked = boxes().filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
    all.classList.toggle("some", all.indeterminate);
  }

  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    show();
  });
  document.addEventListener("change", ({ target }) => {
    if (boxes().includes(target)) show();
  });
  window.addEventListener("pageshow", show);
  show();
}

document.querySelectorAll("input[data-check-all]").forEach(begin);
