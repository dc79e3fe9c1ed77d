// Makes the form of one file of predictions a drop zone that lists it and shows progress.
// Without it the form works the same: choose the file, press the button.

function start(form) {
  const drop = form.querySelector("[data-drop]");
  const [input, ...others] = form.querySelectorAll("input[type=file]");
  const list = form.querySelector("[data-chosen]");
  const status = form.querySelector("[data-sending]");
  const say = status.querySelector("p");
  const progress = status.querySelector("progress");
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

  // A second file dropped with it is its labels: the smaller of the two.
  function take(dropped) {
    const [first, second] = [...dropped.files].sort((a, b) => b.size - a.size);
    if (!first) return;
    choose([first]);
    if (second && others.length) {
      put(others[0], [second]);
      others[0].closest("details")?.setAttribute("open", "");
    }
  }

  function tell(sent, all) {
    progress.value = all ? Math.min(1, sent / all) : 1;
    say.textContent =
      sent < all ? `Sent ${size(sent)} of ${size(all)}.` : `Sent. ${form.dataset.upload}`;
  }

  async function send() {
    if ([...input.files].some((file) => file.size > limit)) {
      stop(`The file is over ${size(limit)}. Nothing was sent.`);
      return;
    }
    const all = total([input, ...others].flatMap((field) => [...field.files]));
    const request = await post(form.action, new FormData(form), (sent) => tell(sent, all));
    if (new URL(request.responseURL).pathname === location.pathname || request.status >= 400) {
      const files = [input, ...others].map((field) => [...field.files]);
      renew(request, "[data-upload]", (renewed) => start(renewed).restore(files));
    } else {
      location.assign(request.responseURL);
    }
  }

  const { stop, renew } = sends(
    form,
    send,
    "The connection broke off. Press Upload again: what has arrived is not stored twice.",
  );
  takeDrops(drop, take);
  input.addEventListener("change", show);
  show();
  function restore(files) {
    others.forEach((field, i) => put(field, files[i + 1]));
    choose(files[0]);
  }
  return { restore };
}

document.querySelectorAll("[data-upload]").forEach(start);
