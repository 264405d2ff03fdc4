// The outbox: a move waits here from the press until the server has it, through reloads and dead connections.
// One is under way at a time, and always with the key it was given first.
import * as store from "../store.js";

export const AT_ONCE = ["pause", "stop"];
const STILL_MEANT = 60_000; // ms: a pause or a stop that waited longer, on a page that is gone, is asked for again

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .slice(0, 22);
}

export class Outbox {
  // `on`: deliver(move), accepted(move, version), returned(move, message), changed()
  constructor(room, stage, on) {
    this.name = `${store.ours(room)}outbox`;
    const { pending = null, next = null } = kept(this.name) ?? {};
    Object.assign(this, { room, stage, on, pending, next, stale: null, reached: 0, opened: Date.now() });
    room.dataset.pending = String(this.pending !== null);
  }

  has(move) {
    return this.pending?.move === move || this.next?.move === move;
  }

  put(move) {
    const early = this.stage.version < this.reached; // pressed again before the next stage arrived
    if (early && !AT_ONCE.includes(move.move)) return;
    if (!this.pending) this.begin(move, Math.max(this.reached, this.stage.version));
    else if (AT_ONCE.includes(move.move) && this.pending.move !== move.move) this.follow(move);
    this.tell();
  }

  begin(move, seen) {
    this.pending = { ...this.dated(move), seen, step: this.stage.step, key: newKey() };
    this.keep();
    this.flush();
  }

  // Right after the one under way.
  follow(move) {
    this.next = this.dated(move);
    this.keep();
  }

  dated(move) {
    return { pressed: Date.now(), ...move };
  }

  keep() {
    store.write(this.name, JSON.stringify({ pending: this.pending, next: this.next }));
  }

  meant({ move, pressed }) {
    return AT_ONCE.includes(move) && (pressed >= this.opened || Date.now() - pressed < STILL_MEANT);
  }

  // Send it, once more where it may have been lost: the server knows the key.
  flush() {
    if (this.pending && !this.stale) this.on.deliver(this.pending);
  }

  acked({ key, version }) {
    if (this.pending?.key !== key) return;
    this.reached = version;
    this.on.accepted(this.pending, version);
    this.end(version);
  }

  refused(frame) {
    const move = this.pending;
    if (move?.key !== frame.key || this.stale) return;
    if (frame.reason === "stale" && frame.version > move.seen && this.meant(move)) this.once(frame.version); // however often
    else if (frame.reason !== "stale" || move.again) this.giveUp(frame);
    else {
      this.stale = frame;
      this.settle();
    }
  }

  // A stale move, seen against the present stage. Where both act, the partner's own yes is no change: ours still holds.
  settle() {
    const { stale, pending, stage } = this;
    if (!stale || stage.version < stale.version) return;
    const holds =
      stage.version === pending.seen + 1 && stage.step === pending.step && stage.form(pending.move);
    this.stale = null;
    if (holds) this.once(stage.version);
    else this.giveUp(stale);
  }

  once(seen) {
    this.begin({ ...this.pending, again: true }, seen);
  }

  giveUp({ message, version }) {
    this.on.returned(this.pending, message);
    this.end(version);
  }

  end(version) {
    if (kept(this.name)?.pending?.key === this.pending.key) store.drop(this.name);
    const { next } = this;
    this.pending = this.next = null;
    if (next && this.meant(next)) this.begin(next, Math.max(version, this.stage.version));
    this.tell();
  }

  tell() {
    this.room.dataset.pending = String(this.pending !== null);
    this.on.changed();
  }
}

function kept(name) {
  try {
    return JSON.parse(store.read(name));
  } catch {
    return null;
  }
}
