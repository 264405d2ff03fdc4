// Whether the partner is here, and that they are finding words. None of it touches the stage.
const FADES = 4000,
  AT_MOST_EVERY = 2000; // ms

export class Presence {
  constructor(room, link, stage) {
    Object.assign(this, { room, sign: room.querySelector("#presence"), link, stage, told: -AT_MOST_EVERY });
  }

  show(state) {
    clearTimeout(this.fading);
    if (this.stage.step === "closed") return;
    if (state === "typing") this.fading = setTimeout(() => this.show("here"), FADES);
    this.room.dataset.partner = state === "away" ? "away" : "here";
    if (this.sign.dataset.state === state && this.sign.textContent) return;
    this.sign.dataset.state = state;
    this.sign.textContent = this.sign.dataset[state];
  }

  // Nobody is here or away in a dialogue that has ended.
  end() {
    clearTimeout(this.fading);
    this.sign.textContent = "";
    this.sign.dataset.state = "away";
  }

  // They have found them.
  found() {
    if (this.sign.dataset.state === "typing") this.show("here");
  }

  // I am finding words: said at once, and at most every two seconds.
  typing() {
    if (!this.stage.mine || this.waiting) return;
    const wait = Math.max(0, this.told + AT_MOST_EVERY - performance.now());
    this.waiting = setTimeout(() => this.tell(), wait);
  }

  tell() {
    this.waiting = null;
    if (!this.stage.mine) return;
    this.told = performance.now();
    this.link.say({ do: "typing" });
  }
}
