// Whether the partner is here, and that they are finding words. None of it touches the stage.
const FADES = 4000, AT_MOST_EVERY = 2000; // ms

export class Presence {
  constructor(room, link, stage) {
    Object.assign(this, { sign: room.querySelector("#presence"), link, stage, told: -AT_MOST_EVERY });
  }

  show(state) {
    clearTimeout(this.fading);
    if (state === "typing") this.fading = setTimeout(() => this.show("here"), FADES);
    if (this.sign.dataset.state === state && this.sign.textContent) return;
    this.sign.dataset.state = state;
    this.sign.textContent = this.sign.dataset[state];
  }

  // I am finding words.
  typing() {
    const now = performance.now();
    if (!this.stage.mine || now - this.told < AT_MOST_EVERY) return;
    this.told = now;
    this.link.say({ do: "typing" });
  }
}
