// Makes an upload form a drop zone that lists what was chosen and shows progress.
// Without it the form works the same: choose files, press the button.

const UNITS = ["B", "KB", "MB", "GB"];
// Files go in groups, so that many of them are no single long request; the batch is one.
const GROUP_FILES = 20;
const GROUP_BYTES = 16 * 2 ** 20;

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

function grouped(files) {
  const groups = [[]];
  for (const file of files) {
    const last = groups.at(-1);
    const full = last.length >= GROUP_FILES || total(last) + file.size > GROUP_BYTES;
    if (last.length && full) groups.push([file]);
    else last.push(file);
  }
  return groups;
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

function post(form, data, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (sent) => onProgress(sent.loaded));
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", reject);
    request.open("POST", form.action);
    request.send(data);
  });
}

function start(form) {
  const drop = form.querySelector("[data-drop]");
  const [input, ...others] = form.querySelectorAll("input[type=file]");
  const list = form.querySelector("[data-chosen]");
  const status = form.querySelector("[data-sending]");
  const say = status.querySelector("p");
  const progress = status.querySelector("progress");
  const button = form.querySelector("button[type=submit]");
  const limit = Number(form.dataset.limit);

  function row(file, position) {
    const made = element("li", "", "");
    made.append(element("span", "fname", file.name), element("span", "muted", size(file.size)));
    if (file.size > limit) {
      made.append(element("span", "err", `over ${size(limit)}, will not be sent`));
    }
    const remove = element("button", "btn quiet", "Remove");
    remove.type = "button";
    remove.setAttribute("aria-label", `Remove ${file.name}`);
    remove.addEventListener("click", () => choose([...input.files].filter((_, i) => i !== position)));
    made.append(remove);
    return made;
  }

  function show() {
    list.replaceChildren(...[...input.files].map(row));
    list.hidden = input.files.length === 0;
  }

  function choose(files) {
    put(input, files);
    show();
  }

  // Where one file is wanted, a second one dropped with it is its labels: the smaller of the two.
  function take(dropped) {
    if (input.multiple) {
      choose([...input.files, ...dropped]);
      return;
    }
    const [first, second] = dropped.sort((a, b) => b.size - a.size);
    choose([first]);
    if (second && others.length) {
      put(others[0], [second]);
      others[0].closest("details")?.setAttribute("open", "");
    }
  }

  function stop(message) {
    button.disabled = false;
    progress.hidden = true;
    status.hidden = !message;
    say.textContent = message;
  }

  // The same page again says what is wrong with the form; the chosen files stay.
  function renew(request) {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const renewed = page.querySelector("[data-upload]");
    if (!renewed) {
      const told = page.querySelector("main p")?.textContent.trim();
      stop(told || `The server answered ${request.status}. Try again: nothing is stored twice.`);
      return;
    }
    const files = [input, ...others].map((field) => [...field.files]);
    form.replaceWith(document.adoptNode(renewed));
    start(renewed).restore(files);
    (renewed.querySelector("[aria-invalid=true]") ?? renewed.querySelector("input")).focus();
  }

  function tell(sent, all) {
    progress.value = all ? Math.min(1, sent / all) : 1;
    say.textContent =
      sent < all ? `Sent ${size(sent)} of ${size(all)}.` : `Sent. ${form.dataset.upload}`;
  }

  async function send() {
    const files = [...input.files].filter((file) => file.size <= limit);
    if (input.files.length && !files.length) {
      const these = input.multiple ? "Each of these files" : "The file";
      stop(`${these} is over ${size(limit)}. Nothing was sent.`);
      return;
    }
    const all = total(files) + total(others.flatMap((field) => [...field.files]));
    let before = 0;
    let request;
    for (const [place, group] of grouped(files).entries()) {
      const data = new FormData(form);
      data.delete(input.name);
      group.forEach((file) => data.append(input.name, file));
      if (place) data.delete("text");
      request = await post(form, data, (sent) => tell(before + sent, all));
      if (new URL(request.responseURL).pathname === location.pathname || request.status >= 400) {
        renew(request);
        return;
      }
      before += total(group);
    }
    location.assign(request.responseURL);
  }

  function submit(event) {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    status.hidden = false;
    progress.hidden = false;
    progress.removeAttribute("value");
    say.textContent = "Sending.";
    send().catch(() =>
      stop("The connection broke off. Press Upload again: what has arrived is not stored twice."),
    );
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
    take([...event.dataTransfer.files]);
  });
  input.addEventListener("change", show);
  form.addEventListener("submit", submit);
  // Back from the outcome page, the form is as it was left: with its button pressed.
  window.addEventListener("pageshow", (event) => event.persisted && stop(""));
  show();
  function restore(files) {
    others.forEach((field, i) => put(field, files[i + 1]));
    choose(files[0]);
  }
  return { restore };
}

document.querySelectorAll("[data-upload]").forEach(start);
