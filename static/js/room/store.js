// What this phone keeps of a dialogue: drafts, a move that is not sent yet, and one setting. Where storage is closed
// or full, the page itself remembers, for as long as it is open.
const spare = new Map();

// The names of what one person has of one dialogue, and of what they have at all.
export const mine = (room) => `imago:${room.dataset.me}:`;
export const ours = (room) => `${mine(room)}${room.dataset.dialogue}:`;

export function read(key) {
  if (spare.has(key)) return spare.get(key);
  try { return localStorage.getItem(key); } catch { return null; }
}

export function write(key, value) {
  if (!document.getElementById("room")) return; // the quick exit emptied the page: nothing may come back
  try {
    localStorage.setItem(key, value);
    spare.delete(key);
  } catch {
    spare.set(key, value);
  }
}

export function drop(key) {
  spare.delete(key);
  try { localStorage.removeItem(key); } catch { /* nothing was kept there */ }
}

export function keys(prefix) {
  let kept = [];
  try { kept = Object.keys(localStorage); } catch { /* only what the page remembers */ }
  return [...new Set([...kept, ...spare.keys()])].filter((key) => key.startsWith(prefix));
}

// Take off the phone what fits.
export function forget(fits) {
  keys("imago:").filter(fits).forEach(drop);
}
