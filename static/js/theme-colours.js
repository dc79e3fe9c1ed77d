// Figures name their colours by CSS variables, so that one figure fits both themes. What follows a
// slash is how much of it is seen, as the last two digits of a colour.

function looked(value, style) {
  if (typeof value !== "string" || !value.startsWith("--")) return value;
  const [name, seen = ""] = value.split("/");
  return resolved(style.getPropertyValue(name).trim(), style) + seen;
}

// A variable may stand for another one.
function resolved(value, style) {
  const named = /^var\((--[\w-]+)\)$/.exec(value);
  return named ? resolved(style.getPropertyValue(named[1]).trim(), style) : value;
}

function filled(value, style) {
  if (Array.isArray(value)) return value.map((item) => filled(item, style));
  if (value === null || typeof value !== "object") return looked(value, style);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, filled(item, style)]),
  );
}

export function themed(figure) {
  return filled(figure, getComputedStyle(document.documentElement));
}
