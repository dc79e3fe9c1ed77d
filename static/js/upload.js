// Makes the upload form a drop zone that lists what was chosen and shows progress.
// Without it the form works the same: choose files, press the button.

const UNITS = ["B", "KB", "MB", "GB"];

function size(bytes) {
  let unit = 0;
  while (bytes >= 1024 && unit < UNITS.length - 1) {
    bytes /= 1024;
    unit += 1;
  }
  return `${bytes < 10 && unit > 0 ? bytes.toFixed(1) : Math.round(bytes)} ${UNITS[unit]}`;
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function start(form) {
  const drop = form.querySelector("[data-drop]");
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-chosen]");
  const status = form.querySelector("[data-sending]");
  const say = status.querySelector("p");
  const progress = status.querySelector("progress");
  const button = form.querySelector("button[type=submit]");
  const limit = Number(form.dataset.limit);

  function show() {
    list.replaceChildren(
      ...[...input.files].map((file, position) => {
        const row = element("li", "", "");
        row.append(element("span", "fname", file.name), element("span", "muted", size(file.size)));
        if (file.size > limit) {
          row.append(element("span", "err", `over ${size(limit)}, will be refused`));
        }
        const remove = element("button", "btn quiet", "Remove");
        remove.type = "button";
        remove.setAttribute("aria-label", `Remove ${file.name}`);
        remove.addEventListener("click", () => choose([...input.files].filter((_, i) => i !== position)));
        row.append(remove);
        return row;
      }),
    );
    list.hidden = input.files.length === 0;
  }

  function choose(files) {
    const chosen = new DataTransfer();
    files.forEach((file) => chosen.items.add(file));
    input.files = chosen.files;
    show();
  }

  function stop(message) {
    button.disabled = false;
    progress.hidden = true;
    status.hidden = !message;
    say.textContent = message;
  }

  function answered(request) {
    if (new URL(request.responseURL).pathname !== location.pathname) {
      location.assign(request.responseURL);
      return;
    }
    // The same page again: it says what is wrong with the form, and the chosen files stay.
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const renewed = page.querySelector("[data-upload]");
    if (!renewed) {
      const told = page.querySelector("main p")?.textContent.trim();
      stop(told || `The server answered ${request.status}. Nothing was stored; try again.`);
      return;
    }
    const files = [...input.files];
    form.replaceWith(document.adoptNode(renewed));
    start(renewed).choose(files);
    (renewed.querySelector("[aria-invalid=true]") ?? renewed.querySelector("input")).focus();
  }

  function send(event) {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    status.hidden = false;
    progress.hidden = false;
    progress.removeAttribute("value");
    say.textContent = "Sending.";
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (sent) => {
      if (!sent.lengthComputable) return;
      progress.value = sent.loaded / sent.total;
      say.textContent =
        sent.loaded < sent.total
          ? `Sent ${size(sent.loaded)} of ${size(sent.total)}.`
          : "Sent. Reading the files.";
    });
    request.addEventListener("load", () => answered(request));
    request.addEventListener("error", () =>
      stop("The connection broke off. Press Upload again: what has arrived is not stored twice."),
    );
    request.open("POST", form.action);
    request.send(new FormData(form));
  }

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
    choose([...input.files, ...event.dataTransfer.files]);
  });
  input.addEventListener("change", show);
  form.addEventListener("submit", send);
  // Back from the outcome page, the form is as it was left: with its button pressed.
  window.addEventListener("pageshow", () => stop(""));
  show();
  return { choose };
}

document.querySelectorAll("[data-upload]").forEach(start);
