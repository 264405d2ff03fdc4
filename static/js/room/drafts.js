// Half-typed words of each move. Owns the storage keys "…draft:<move>", until the move is sent.
import { openDetailsAround } from "../dom.js";
import * as storage from "../storage.js";

const SAVE_AFTER = 300; // ms

// Whether the box holds prepared words that were not changed. These are no draft, and a saved draft replaces
// them.
export const isUntouched = (box) => "prepared" in box.dataset && box.value === box.defaultValue;

export class Drafts {
  constructor(room) {
    this.prefix = `${storage.dialoguePrefix(room)}draft:`;
    this.pending = new Map(); // by move: the box, and the timer that will save it
  }

  saveSoon(box) {
    const move = box.form.dataset.move;
    clearTimeout(this.pending.get(move)?.timer);
    this.pending.set(move, { box, timer: setTimeout(() => this.save(move), SAVE_AFTER) });
  }

  save(move) {
    const { box, timer } = this.pending.get(move);
    clearTimeout(timer);
    this.pending.delete(move);
    if (box.value) storage.write(this.prefix + move, box.value);
    else storage.remove(this.prefix + move);
  }

  // Before the page may vanish, or its boxes change.
  saveNow() {
    for (const move of [...this.pending.keys()]) this.save(move);
  }

  // Typed before the script ran: a draft, unless there is one.
  adopt(boxes) {
    for (const box of boxes.filter(({ value, defaultValue }) => value !== defaultValue)) {
      if (storage.read(this.prefix + box.form.dataset.move)) box.value = box.defaultValue;
      else this.saveSoon(box);
    }
  }

  restore(boxes) {
    for (const box of boxes) {
      const words = box.value && !isUntouched(box) ? null : storage.read(this.prefix + box.form.dataset.move);
      if (!words) continue;
      box.value = words;
      openDetailsAround(box);
    }
  }

  write(move, words) {
    storage.write(this.prefix + move, words);
  }

  remove(move) {
    clearTimeout(this.pending.get(move)?.timer);
    this.pending.delete(move);
    storage.remove(this.prefix + move);
  }

  // Removes every draft of this dialogue, and returns their words.
  takeAll() {
    this.saveNow();
    const keys = storage.keys(this.prefix);
    const words = keys.map((key) => storage.read(key));
    keys.forEach((key) => storage.remove(key));
    return words;
  }
}
