// The menu at a chart: what it saves is what the address and the theme say now. A PNG is painted
// here from the server's drawing.
const SHARPNESS = 2;

function addressOf(link) {
  const address = new URL(link.href);
  const chart = address.searchParams.get("chart");
  address.search = location.search;
  address.searchParams.set("chart", chart);
  if (link.dataset.save !== "csv") address.searchParams.set("theme", theme());
  if (link.dataset.save === "png") address.searchParams.set("points", "few");
  return address;
}

function theme() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

async function painted(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  const drawing = new Blob([await answer.text()], { type: "image/svg+xml" });
  const image = new Image();
  image.src = URL.createObjectURL(drawing);
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width * SHARPNESS;
  canvas.height = image.height * SHARPNESS;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  const named = /filename="?([^";]+)/.exec(answer.headers.get("Content-Disposition"));
  const png = await new Promise((done) => canvas.toBlob(done, "image/png"));
  return { png, name: (named?.[1] ?? "chart.svg").replace(/\.svg$/, ".png") };
}

async function savePng(link) {
  const { png, name } = await painted(addressOf(link));
  const file = Object.assign(document.createElement("a"), { download: name });
  file.href = URL.createObjectURL(png);
  file.click();
  setTimeout(() => URL.revokeObjectURL(file.href), 10_000);
}

function tell(link, reason) {
  const note = link.closest("figure").querySelector("[data-note]");
  note.textContent = `The picture could not be saved: ${reason}. Try again, or save the SVG.`;
  note.hidden = false;
  note.setAttribute("role", "alert");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-save]");
  if (!link) return;
  link.closest("details.menu").open = false;
  if (link.dataset.save !== "png") {
    link.href = addressOf(link);
    return;
  }
  event.preventDefault();
  savePng(link).catch((error) => tell(link, error.message));
});
