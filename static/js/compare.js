// A choice on the comparison page is an address of its own: it is asked for as soon as it is made.
const DEBOUNCE = 300;

for (const id of ["prefer", "curve-controls"]) {
  const form = document.getElementById(id);
  let waiting;
  form?.addEventListener("change", ({ target }) => {
    if (target.name === "weight") form.querySelector("[value=weight]").checked = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => form.requestSubmit(), DEBOUNCE);
  });
}
document.documentElement.classList.add("js-on");
