// What both upload forms do while they send: their button, their words, and a form that comes back.

// - send: sends the form, as often as it is submitted; broken: said when the connection breaks off
function sends(form, send, broken) {
  const button = form.querySelector("button[type=submit]");
  const status = form.querySelector("[data-sending]");
  const say = status.querySelector("p");
  const progress = status.querySelector("progress");

  function stop(message) {
    button.disabled = false;
    progress.hidden = true;
    status.hidden = !message;
    say.textContent = message;
  }

  // The same page again says what is wrong with the form; restart keeps what was chosen.
  function renew(request, which, restart) {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const renewed = page.querySelector(which);
    if (!renewed) {
      const told = page.querySelector("main p")?.textContent.trim();
      stop(told || `The server answered ${request.status}. Try again: nothing is stored twice.`);
      return;
    }
    form.replaceWith(document.adoptNode(renewed));
    restart(renewed);
    (renewed.querySelector("[aria-invalid=true]") ?? renewed.querySelector("input")).focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    status.hidden = false;
    progress.hidden = false;
    progress.removeAttribute("value");
    say.textContent = "Sending.";
    send().catch(() => stop(broken));
  });
  // Back from the page of outcomes, the form is as it was left: with its button pressed.
  window.addEventListener("pageshow", (event) => event.persisted && stop(""));
  return { stop, renew };
}
