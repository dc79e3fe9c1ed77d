// What both upload forms need: sizes in words, elements, and the progress of a request.

const UNITS = ["B", "KB", "MB", "GB"];

function size(bytes) {
  let unit = 0;
  while (bytes >= 1024 && unit < UNITS.length - 1) {
    bytes /= 1024;
    unit += 1;
  }
  return `${bytes < 10 && unit > 0 ? bytes.toFixed(1) : Math.round(bytes)} ${UNITS[unit]}`;
}

function total(files) {
  return files.reduce((sum, file) => sum + file.size, 0);
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function put(input, files) {
  const chosen = new DataTransfer();
  files.forEach((file) => chosen.items.add(file));
  input.files = chosen.files;
}

function post(address, data, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (sent) => onProgress(sent.loaded));
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", reject);
    request.open("POST", address);
    request.send(data);
  });
}

// Calls take with the data of what is dropped, and shows where it can be dropped.
function takeDrops(drop, take) {
  let depth = 0;
  const over = (by) => {
    depth = Math.max(0, depth + by);
    drop.classList.toggle("over", depth > 0);
  };
  drop.addEventListener("dragenter", () => over(1));
  drop.addEventListener("dragleave", () => over(-1));
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    over(-depth);
    take(event.dataTransfer);
  });
}
