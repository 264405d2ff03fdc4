// The outbox: a move waits here from the press until the server has it, through reloads and dead connections.
// One move is under way at a time, always with the key it was given first. Owns the storage key "…outbox"
// with {pending, next}, and `data-pending` on the room.
import { randomId } from "../ids.js";
import * as storage from "../storage.js";

export const URGENT_MOVES = ["pause", "step_out", "stop"]; // follow a move that is under way, and hold at any version
const ABOUT_A_TIME = ["agree", "propose", "keep_time"];
const URGENT_FOR = 60_000; // ms: an urgent move that waited longer, on a page that is gone, must be pressed again

export class Outbox {
  // `on`: send(move), accepted(move, version), returned(move, message), changed()
  constructor(room, stage, on) {
    this.storageKey = `${storage.dialoguePrefix(room)}outbox`;
    const { pending = null, next = null } = readStored(this.storageKey) ?? {};
    Object.assign(this, { room, stage, on, pending, next, stale: null, reached: 0, openedAt: Date.now() });
    room.dataset.pending = String(this.pending !== null);
  }

  has(move) {
    return this.pending?.move === move || this.next?.move === move;
  }

  put(move) {
    const isUrgent = URGENT_MOVES.includes(move.move);
    const isEarly = this.stage.version < this.reached; // pressed again before the next stage arrived
    if (isEarly && !isUrgent) return;
    if (!this.pending) this.begin(move, Math.max(this.reached, this.stage.version));
    else if (isUrgent && this.pending.move !== move.move) this.queue(move);
    this.announceChange();
  }

  begin(move, seen) {
    this.pending = { ...withPressTime(move), seen, step: this.stage.step, key: randomId(16) };
    this.save();
    this.flush();
  }

  // Right after the one under way.
  queue(move) {
    this.next = withPressTime(move);
    this.save();
  }

  save() {
    storage.write(this.storageKey, JSON.stringify({ pending: this.pending, next: this.next }));
  }

  isStillUrgent({ move, pressed }) {
    return URGENT_MOVES.includes(move) && (pressed >= this.openedAt || Date.now() - pressed < URGENT_FOR);
  }

  // Sends the pending move, again where it may have been lost: the server knows the key.
  flush() {
    if (this.pending && !this.stale) this.on.send(this.pending);
  }

  onAck({ key, version }) {
    if (this.pending?.key !== key) return;
    this.reached = version;
    this.on.accepted(this.pending, version);
    this.finish(version);
  }

  onRefusal(frame) {
    const move = this.pending;
    if (move?.key !== frame.key || this.stale) return;
    const isStale = frame.reason === "stale";
    if (isStale && frame.version > move.seen && this.isStillUrgent(move)) this.sendAgain(frame.version);
    else if (!isStale || move.again) this.returnMove(frame);
    else {
      this.stale = frame;
      this.settleStale();
    }
  }

  // A stale move, seen against the present stage. Where both act, the partner's own yes changes nothing: ours
  // still holds, unless it's about a time, which may be another one by now.
  settleStale() {
    const { stale, pending, stage } = this;
    if (!stale || stage.version < stale.version) return;
    const holds =
      stage.version === pending.seen + 1 &&
      stage.step === pending.step &&
      stage.form(pending.move) &&
      !ABOUT_A_TIME.includes(pending.move);
    this.stale = null;
    if (holds) this.sendAgain(stage.version);
    else this.returnMove(stale);
  }

  sendAgain(seen) {
    this.begin({ ...this.pending, again: true }, seen);
  }

  returnMove({ message, version }) {
    this.on.returned(this.pending, message);
    this.finish(version);
  }

  finish(version) {
    if (readStored(this.storageKey)?.pending?.key === this.pending.key) storage.remove(this.storageKey);
    const { next } = this;
    this.pending = this.next = null;
    if (next && this.isStillUrgent(next)) this.begin(next, Math.max(version, this.stage.version));
    this.announceChange();
  }

  announceChange() {
    this.room.dataset.pending = String(this.pending !== null);
    this.on.changed();
  }
}

const withPressTime = (move) => ({ pressed: Date.now(), ...move });

function readStored(key) {
  try {
    return JSON.parse(storage.read(key));
  } catch {
    return null;
  }
}
