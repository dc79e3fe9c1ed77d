// A choice on the comparison page is an address of its own: it is asked for as soon as it is made.
// The charts change the address without asking, so whatever leaves the page takes their part along.
const DEBOUNCE = 300;
const CHARTS = ["x", "scale", "split", "smooth", "from", "to"];

function keepCharts(data) {
  const here = new URLSearchParams(location.search);
  for (const name of CHARTS) {
    data.delete(name);
    for (const value of here.getAll(name)) data.append(name, value);
  }
}

for (const form of document.querySelectorAll("form[method=get]:not(#chart-controls)")) {
  form.addEventListener("formdata", ({ formData }) => keepCharts(formData));
}

document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[href^='?']");
  if (!link) return;
  const address = new URL(link.href);
  keepCharts(address.searchParams);
  link.href = address;
});

const prefer = document.getElementById("prefer");
let waiting;
prefer?.addEventListener("change", ({ target }) => {
  if (target.name === "weight") prefer.querySelector("[value=weight]").checked = true;
  clearTimeout(waiting);
  waiting = setTimeout(() => prefer.requestSubmit(), DEBOUNCE);
});
document.documentElement.classList.add("js-on");
