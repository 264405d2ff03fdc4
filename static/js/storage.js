// What this phone keeps until the server has it (drafts, a move, an answer), and settings, in localStorage under
// "imago:". Where storage is closed or full, the page remembers instead, for as long as it is open.
const fallback = new Map();
let closed = false;

// Key prefixes: of everything one person has, and of what they have of one dialogue. A page says in `data-me`
// whose it is.
export const personPrefix = (page) => `imago:${page.dataset.me}:`;
export const dialoguePrefix = (room) => `${personPrefix(room)}${room.dataset.dialogue}:`;

// Settings are the phone's, whoever holds it.
export const MEMORY_SETTING = "imago:memory";
export const HANDS_FREE_SETTINGS = "imago:hands-free:"; // and the name of each
const SETTINGS = [MEMORY_SETTING, HANDS_FREE_SETTINGS];
export const isSetting = (key) => SETTINGS.some((prefix) => key.startsWith(prefix));

export function read(key) {
  if (fallback.has(key)) return fallback.get(key);
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function write(key, value) {
  const isLeft = !document.querySelector("[data-me]"); // the quick exit has emptied the page
  if (closed || isLeft) return;
  try {
    localStorage.setItem(key, value);
    fallback.delete(key);
  } catch {
    fallback.set(key, value);
  }
}

export function remove(key) {
  fallback.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    /* nothing was stored there */
  }
}

export function keys(prefix) {
  let stored = [];
  try {
    stored = Object.keys(localStorage);
  } catch {
    /* only what the page remembers */
  }
  return [...new Set([...stored, ...fallback.keys()])].filter((key) => key.startsWith(prefix));
}

export function removeWhere(matches) {
  keys("imago:").filter(matches).forEach(remove);
}

// On a page of one person's own: removes what belongs to whoever had this phone before. Dialogues look after
// theirs.
export function removeOtherPeople(page) {
  removeWhere((key) => key.startsWith("imago:user-") && !key.startsWith(personPrefix(page)));
}

// Removes everything of this page's person, and stores nothing more.
export function close(page) {
  closed = true;
  removeWhere((key) => key.startsWith(personPrefix(page)));
}
