// Makes a part of the page like another one and touches no more than what differs, so that focus,
// unfolded details, scroll and what was written stay.

// What scripts and readers change; the server's word on it is the state of a page just opened.
const KEPT = new Set(["open", "hidden", "tabindex"]);

const key = ({ id, dataset }) => id || dataset?.run || dataset?.finding || dataset?.panel || "";
// Charts that a script drew in the place of the server's follow the data that they are sent.
const isDrawn = (node) => node.matches?.(".plot.live");
const isAlike = (a, b) => a.nodeName === b.nodeName && key(a) === key(b);

function matchAttributes(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !KEPT.has(name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !KEPT.has(name)) from.setAttribute(name, value);
  }
}

// The next child that may become the wanted one: of those with a key the one with the same.
function successor(node, wanted) {
  if (!key(wanted)) return node && isAlike(node, wanted) ? node : null;
  for (let next = node; next; next = next.nextSibling) if (isAlike(next, wanted)) return next;
  return null;
}

function matchChildren(from, to) {
  let here = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const found = successor(here, wanted);
    if (!found) {
      from.insertBefore(wanted, here);
      continue;
    }
    while (here !== found) {
      const gone = here;
      here = here.nextSibling;
      gone.remove();
    }
    here = found.nextSibling;
    morph(found, wanted);
  }
  while (here) {
    const gone = here;
    here = here.nextSibling;
    gone.remove();
  }
}

export function morph(from, to) {
  if (isDrawn(from) || from.isEqualNode(to)) return;
  if (from.nodeType !== Node.ELEMENT_NODE) {
    from.data = to.data;
    return;
  }
  matchAttributes(from, to);
  matchChildren(from, to);
}
