/** What the browser remembers for this page; a browser that refuses just forgets. */

/** The string kept under `key`, or null. `store` is "local" or "session". */
export function recall(key, { store = 'local' } = {}) {
  try {
    return shelf(store).getItem(PREFIX + key);
  } catch {
    return forgetful.get(key) ?? null;
  }
}

/** Keep a string under `key`. */
export function remember(key, value, { store = 'local' } = {}) {
  forgetful.set(key, value);
  try {
    shelf(store).setItem(PREFIX + key, value);
  } catch {
    // Storage is full or forbidden: the value lives as long as the page does.
  }
}

/** The string kept under `key`, made once where there is none. */
export function recallOrMake(key, make, { store = 'local' } = {}) {
  const known = recall(key, { store });
  if (known) return known;
  const made = make();
  remember(key, made, { store });
  return made;
}

const PREFIX = 'prodai.';
const forgetful = new Map();

function shelf(store) {
  return store === 'session' ? window.sessionStorage : window.localStorage;
}
