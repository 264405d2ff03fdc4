// Whether the partner is here or typing, in #presence and `data-partner` on the room; and telling them that
// this person types. It never touches the stage.
const TYPING_FADES_AFTER = 4000; // ms
const TELL_EVERY = 2000; // ms, at most
const UNKNOWN_AFTER = 10_000; // ms asleep, or without a socket, which alone tells

export class Presence {
  constructor(room, connection, stage) {
    const sign = room.querySelector("#presence");
    Object.assign(this, { room, sign, connection, stage, toldAt: -TELL_EVERY });
  }

  show(state) {
    this.known = state;
    clearTimeout(this.fadeTimer);
    if (this.stage.isClosed) return;
    if (state === "typing") this.fadeTimer = setTimeout(() => this.show("here"), TYPING_FADES_AFTER);
    this.room.dataset.partner = state === "away" ? "away" : "here";
    if (this.sign.dataset.state === state && this.sign.textContent) return;
    this.sign.dataset.state = state;
    this.sign.textContent = this.sign.dataset[state];
  }

  // Nobody is here or away in a dialogue that has ended, or seen over a line that is down.
  clear() {
    clearTimeout(this.fadeTimer);
    this.sign.textContent = "";
    this.sign.dataset.state = "away";
    delete this.room.dataset.partner;
  }

  onConnectionChange() {
    if (this.connection.state === "socket") {
      clearTimeout(this.unknownTimer);
      this.unknownTimer = null;
      return;
    }
    this.known = null;
    this.unknownTimer ??= setTimeout(() => this.clear(), UNKNOWN_AFTER); // each failed attempt is a change
  }

  // A phone that wakes up may have missed anything, and its line may be dead. If a pong comes, it's alive, and nothing
  // was missed.
  onVisibilityChange() {
    if (document.hidden) this.hiddenAt = Date.now();
    else if (Date.now() - this.hiddenAt >= UNKNOWN_AFTER) this.clear();
  }

  confirm() {
    if (this.known && !this.sign.textContent) this.show(this.known);
  }

  stopTyping() {
    if (this.sign.dataset.state === "typing") this.show("here");
  }

  tellTyping() {
    if (!this.stage.isMine || this.tellTimer) return;
    const wait = Math.max(0, this.toldAt + TELL_EVERY - performance.now());
    this.tellTimer = setTimeout(() => this.sendTyping(), wait);
  }

  sendTyping() {
    this.tellTimer = null;
    if (!this.stage.isMine) return;
    this.toldAt = performance.now();
    this.connection.send({ do: "typing" });
  }
}
