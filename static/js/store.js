// What this phone keeps until it is sent: drafts, a move, an answer; and one setting. Where storage is closed or full,
// the page itself remembers, for as long as it is open.
const spare = new Map();
let closed = false;

// The names of what one person has of one dialogue, and of what they have at all. A page says in `data-me` whose it is.
export const mine = (room) => `imago:${room.dataset.me}:`;
export const ours = (room) => `${mine(room)}${room.dataset.dialogue}:`;

export function read(key) {
  if (spare.has(key)) return spare.get(key);
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function write(key, value) {
  if (closed || !document.querySelector("[data-me]")) return; // after the quick exit, or the end: nothing may come back
  try {
    localStorage.setItem(key, value);
    spare.delete(key);
  } catch {
    spare.set(key, value);
  }
}

export function drop(key) {
  spare.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    /* nothing was kept there */
  }
}

export function keys(prefix) {
  let kept = [];
  try {
    kept = Object.keys(localStorage);
  } catch {
    /* only what the page remembers */
  }
  return [...new Set([...kept, ...spare.keys()])].filter((key) => key.startsWith(prefix));
}

// Take off the phone what fits.
export function forget(fits) {
  keys("imago:").filter(fits).forEach(drop);
}

// A page of somebody's own: take off the phone what belongs to whoever had it before. Dialogues look after theirs.
export function forgetOthers(page) {
  forget((key) => key.startsWith("imago:user-") && !key.startsWith(mine(page)));
}

// It is over for who sits here: forget all of theirs, and keep nothing more.
export function close(room) {
  closed = true;
  forget((key) => key.startsWith(mine(room)));
}
