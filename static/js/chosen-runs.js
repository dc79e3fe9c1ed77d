// The runs that somebody chose to compare: their names by their uuids, kept for the tab.

const FEWEST = 2;

export class ChosenRuns {
  #key;
  #most;
  #names = new Map();

  constructor(project, most) {
    this.#key = `chosen-runs-${project}`;
    this.#most = most;
    this.read();
  }

  // Storage may be forbidden: then the choice lasts as long as the page.
  read() {
    try {
      this.#names = new Map(JSON.parse(sessionStorage.getItem(this.#key)));
    } catch {
      return;
    }
  }

  #keep() {
    try {
      sessionStorage.setItem(this.#key, JSON.stringify([...this.#names]));
    } catch {
      return;
    }
  }

  get size() {
    return this.#names.size;
  }

  has(uuid) {
    return this.#names.has(uuid);
  }

  add(uuid, name) {
    this.#names.set(uuid, name);
    this.#keep();
  }

  remove(...uuids) {
    uuids.forEach((uuid) => this.#names.delete(uuid));
    this.#keep();
  }

  clear() {
    this.remove(...this.#names.keys());
  }

  // Pairs of uuid and name of those that are not among these uuids.
  besides(uuids) {
    return [...this.#names].filter(([uuid]) => !uuids.includes(uuid));
  }

  counted() {
    return `${this.size} run${this.size === 1 ? "" : "s"} chosen`;
  }

  // Why they cannot be compared, or nothing.
  reason() {
    if (this.size < FEWEST) return "Choose one more to compare.";
    const over = this.size - this.#most;
    return over > 0 ? `At most ${this.#most} at once: take ${over} away.` : "";
  }

  whereabouts(elsewhere, isFiltered) {
    const isAll = elsewhere === this.size;
    if (isFiltered && isAll) return `${elsewhere === 1 ? "It is not" : "None of them"} in this list`;
    const pages = elsewhere === 1 ? "on another page" : "on other pages";
    const where = isFiltered ? "not in this list" : pages;
    if (!isAll) return `${elsewhere} of them ${where}`;
    return `${elsewhere === 1 ? "It is" : "All of them"} ${where}`;
  }
}
