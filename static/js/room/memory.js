// Mirror from memory: the words to be mirrored fade once they are read. A tap shows them again for a moment.
import * as store from "../store.js";

export const SETTING = "imago:memory";
const AT_LEAST = 6000,
  A_WORD = 350,
  PEEK = 6000; // ms

export class Memory {
  constructor(room, stage) {
    Object.assign(this, { room, stage, turn: null });
    this.tick = room.querySelector("#memory");
    this.tick.checked = store.read(SETTING) !== "off";
    this.tick.addEventListener("change", () => this.choose());
    stage.turns.addEventListener("click", (event) => this.touched(event));
    stage.turns.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") this.touched(event);
    });
    this.choose();
  }

  choose() {
    this.room.dataset.memory = this.tick.checked ? "on" : "off";
    if (this.tick.checked) store.drop(SETTING);
    else store.write(SETTING, "off");
    this.watch();
  }

  // Begin, go on or end, by what is on the stage. Only time with the page in view counts as reading.
  watch() {
    const turn = this.due();
    if (turn === this.turn && document.visibilityState === "visible" && turn) return;
    this.clear();
    if (!turn || document.visibilityState !== "visible") return;
    this.turn = turn;
    const count = turn.querySelector(".turn-words").textContent.split(/\s+/).length;
    this.timer = setTimeout(() => this.fade(), Math.max(AT_LEAST, count * A_WORD));
  }

  due() {
    if (!this.tick.checked || !this.stage.mirrors) return null;
    const said = [...this.stage.turns.querySelectorAll(".turn:has(.turn-words:not(.turn-words--gone))")];
    return said.filter((turn) => turn.dataset.slot !== this.room.dataset.slot).at(-1) ?? null;
  }

  fade() {
    const words = this.turn.querySelector(".turn-words");
    this.turn.classList.add("fading");
    this.turn.dataset.peek = this.room.dataset.peek;
    words.tabIndex = 0;
    words.setAttribute("role", "button");
    words.setAttribute("aria-label", this.room.dataset.peek);
  }

  touched(event) {
    const turn = event.target.closest(".turn.fading:not(.peeking)");
    if (!turn) return;
    event.preventDefault();
    turn.classList.add("peeking");
    turn.querySelector(".turn-words").removeAttribute("aria-label"); // so that it is read out
    this.timer = setTimeout(() => {
      turn.classList.remove("peeking");
      this.fade();
    }, PEEK);
  }

  clear() {
    clearTimeout(this.timer);
    const words = this.turn?.querySelector(".turn-words");
    this.turn?.classList.remove("fading", "peeking");
    for (const mark of ["tabindex", "role", "aria-label"]) words?.removeAttribute(mark);
    this.turn = null;
  }
}
