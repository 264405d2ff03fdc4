// Half-typed words, kept until they are sent.
import * as store from "../store.js";

const SOON = 300; // ms

// Words that were prepared and not changed: a later draft goes before them, and they are no draft themselves.
export const untouched = (box) => "prepared" in box.dataset && box.value === box.defaultValue;

export class Drafts {
  constructor(room) {
    this.prefix = `${store.ours(room)}draft:`;
    this.waiting = new Map();
  }

  changed(box) {
    const move = box.form.dataset.move;
    clearTimeout(this.waiting.get(move)?.timer);
    this.waiting.set(move, { box, timer: setTimeout(() => this.keep(move), SOON) });
  }

  keep(move) {
    const { box, timer } = this.waiting.get(move);
    clearTimeout(timer);
    this.waiting.delete(move);
    if (box.value) store.write(this.prefix + move, box.value);
    else store.drop(this.prefix + move);
  }

  // Before the page may vanish, or its boxes change.
  keepNow() {
    for (const move of [...this.waiting.keys()]) this.keep(move);
  }

  restore(boxes) {
    for (const box of boxes) {
      const words = box.value && !untouched(box) ? null : store.read(this.prefix + box.form.dataset.move);
      if (!words) continue;
      box.value = words;
      for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details"))
        fold.open = true;
    }
  }

  write(move, words) {
    store.write(this.prefix + move, words);
  }

  drop(move) {
    clearTimeout(this.waiting.get(move)?.timer);
    this.waiting.delete(move);
    store.drop(this.prefix + move);
  }

  // All that is left of this dialogue, taken off the phone.
  takeAll() {
    this.keepNow();
    const left = store.keys(this.prefix);
    const words = left.map((key) => store.read(key));
    left.forEach((key) => store.drop(key));
    return words;
  }
}
