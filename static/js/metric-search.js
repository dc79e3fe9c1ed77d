// The search of a run's other metrics answers while one types; without this it is a form.
const DEBOUNCE = 200;

const form = document.getElementById("metric-search");
const field = form?.elements.metric;
let waiting;

const later = () => search().catch(() => {}); // no answer: what was found before stays

async function search() {
  const query = new URLSearchParams(location.search);
  if (field.value.trim()) query.set("metric", field.value.trim());
  else query.delete("metric");
  const wanted = query.toString();
  history.replaceState(history.state, "", `?${wanted}${location.hash}`);
  const answer = await fetch(`${location.pathname}?${wanted}`, { credentials: "same-origin" });
  if (!answer.ok || location.search.slice(1) !== wanted) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.getElementById("others");
  if (found) document.getElementById("others").replaceChildren(...found.childNodes);
}

field?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(later, DEBOUNCE);
});
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  later();
});
