// Sends logs one by one: the form announces them all, then each goes to an address of its own.
// Without it the form works the same for single files: choose them, press the button.

const AT_ONCE = 4;
const TRIES = 3;
const LISTED = 300;
const WORDS = {
  stored: "stored", waiting: "received", part: "received", refused: "refused",
  already_there: "already there", extends: "needs you", unpacked: "unpacked",
};

// What the person sees of one file: its name, its size, and how far it is.
function line(one, limit) {
  const made = element("li", "", "");
  const state = element("span", "muted", "");
  if (one.file.size > limit) state.textContent = `over ${size(limit)}, will not be sent`;
  made.append(element("span", "fname", one.path), element("span", "muted", size(one.file.size)), state);
  one.tell = (text, tone = "muted") => {
    state.textContent = text;
    state.className = tone;
  };
  return made;
}

async function tried(work) {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left <= 1) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000 * (TRIES - left + 1)));
    }
  }
}

async function sendOne(one, token, onProgress) {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", token);
  data.append("file", one.file, one.file.name);
  const request = await tried(() => post(one.address, data, onProgress));
  if (request.status !== 200) throw new Error(`the server answered ${request.status}`);
  if (!isJson(request)) throw new Error("you are logged out");
  return JSON.parse(request.responseText);
}

function isJson(request) {
  return request.getResponseHeader("Content-Type")?.startsWith("application/json") ?? false;
}

function controls(form) {
  const status = form.querySelector("[data-sending]");
  return {
    list: form.querySelector("[data-chosen]"),
    status,
    say: status.querySelector("p"),
    progress: status.querySelector("progress"),
  };
}

// Resolves to the number of files that could not be sent.
async function sendAll(form, files, page) {
  const { status, say, progress } = controls(form);
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const all = total(files.map((one) => one.file)) || 1;
  const waiting = [...files];
  let [sent, under, done, failed] = [0, 0, 0, 0];
  const tell = () => {
    progress.value = Math.min(1, (sent + under) / all);
    say.textContent = `Sent ${done} of ${files.length} files, ${size(sent + under)} of ${size(all)}.`;
  };
  async function work() {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      one.tell?.("sending");
      try {
        const answer = await sendOne(one, token, (loaded) => {
          if (files.length === 1) under = loaded;
        });
        if (answer.outcome === "refused") one.tell?.(`refused: ${answer.said}`, "err");
        else one.tell?.(WORDS[answer.outcome] ?? answer.said);
      } catch (error) {
        failed += 1;
        one.tell?.(`not sent: ${error.message ?? "the connection broke off"}`, "err");
      }
      sent += one.file.size;
      under = 0;
      done += 1;
    }
  }
  status.hidden = progress.hidden = false;
  if (files.length > 1 && page) {
    const link = element("a", "", "What has arrived");
    link.href = page;
    status.append(link, element("span", "muted", "You can leave: the rest can be sent from there."));
  }
  tell();
  // The words are read aloud: once a second is enough.
  const telling = setInterval(tell, 1000);
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  clearInterval(telling);
  tell();
  return failed;
}

function show(form, files, limit) {
  const { list } = controls(form);
  const shown = files.slice(0, LISTED).map((one) => line(one, limit));
  if (files.length > LISTED) {
    shown.push(element("li", "muted", `and ${files.length - LISTED} more files`));
  }
  list.replaceChildren(...shown);
  list.hidden = !files.length;
  return shown;
}

function startForm(form) {
  const input = form.querySelector("[name=files]");
  const folder = form.querySelector("[data-folder]");
  const limit = Number(form.dataset.limit);
  let files = [];

  function choose(chosen) {
    files = chosen;
    show(form, files, limit).forEach((made, position) => {
      if (position >= files.length) return;
      const remove = element("button", "btn quiet", "Remove");
      remove.type = "button";
      remove.setAttribute("aria-label", `Remove ${files[position].path}`);
      remove.addEventListener("click", () => choose(files.filter((_, i) => i !== position)));
      made.append(remove);
    });
  }

  async function send() {
    const data = new FormData(form);
    data.delete("files");
    data.set("manifest", JSON.stringify(files.map((one) => [one.path, one.file.size])));
    const request = await post(form.action, data, () => {});
    if (!isJson(request)) {
      if (request.status < 400 && new URL(request.responseURL).pathname !== location.pathname) {
        location.assign(request.responseURL);
      } else {
        const again = (renewed) => startForm(renewed).choose(files);
        renew(request, "[data-send-logs]", again);
      }
      return;
    }
    const answer = JSON.parse(request.responseText);
    files.forEach((one, i) => Object.assign(one, { address: answer.files[i]?.address }));
    form.querySelectorAll(".chosen button").forEach((made) => made.remove());
    const wanted = files.filter((one, i) => answer.files[i]?.expected);
    if (await sendAll(form, wanted, answer.page)) {
      stop("Some files could not be sent. Press Upload again: what has arrived is not sent twice.");
    } else {
      location.assign(answer.page);
    }
  }

  const { stop, renew } = sends(
    form,
    send,
    "The connection broke off. Press Upload again: what has arrived is not sent twice.",
  );
  const add = (more) => choose([...files, ...more]);
  takeDrops(form.querySelector("[data-drop]"), async (data) => add(await droppedFiles(data)));
  input.addEventListener("change", () => choose(chosenFiles(input.files)));
  if (folder) {
    folder.hidden = false;
    const chooser = folder.querySelector("input");
    chooser.addEventListener("change", () => add(chosenFiles(chooser.files)));
  }
  if (input.files.length) choose(chosenFiles(input.files));
  return { choose };
}

// On the page of outcomes: of what is dropped, the files that were announced and never came.
function startRest(form) {
  const missing = JSON.parse(document.getElementById("missing-files").textContent);
  const { status, say, progress } = controls(form);

  // A file that was chosen without its folder is known by its end of the path, if only one fits.
  function rowOf(one) {
    const fits = missing.filter(
      (row) => row.size === one.file.size && `/${row.path}`.endsWith(`/${one.path}`),
    );
    return fits.find((row) => row.path === one.path) ?? (fits.length === 1 ? fits[0] : undefined);
  }

  function found(chosen) {
    return chosen.flatMap((one) => {
      const row = rowOf(one);
      return row ? [{ ...one, address: row.address }] : [];
    });
  }

  async function take(chosen) {
    const files = found(chosen);
    if (!files.length) {
      status.hidden = false;
      progress.hidden = true;
      say.textContent =
        "None of these files is surely one of those that are missing. Choose the folder they lie in.";
      return;
    }
    show(form, files, Infinity);
    await sendAll(form, files, "");
    location.reload();
  }

  takeDrops(form.querySelector("[data-drop]"), async (data) => take(await droppedFiles(data)));
  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => take(chosenFiles(input.files)));
  }
  form.addEventListener("submit", (event) => event.preventDefault());
}

document.querySelectorAll("[data-send-logs]").forEach(startForm);
document.querySelectorAll("[data-send-rest]").forEach(startRest);
