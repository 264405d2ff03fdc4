// Mirror from memory: the words to be mirrored fade once they are read, and a tap shows them again for a
// moment. Owns the setting "imago:memory", its checkbox #memory, and the classes `fading` and `peeking` on a
// turn.
import * as storage from "../storage.js";

const SHORTEST_READ = 6000; // ms
const READ_PER_WORD = 350; // ms
const PEEK_FOR = 6000; // ms

export class MirrorFromMemory {
  constructor(room, stage) {
    Object.assign(this, { room, stage, turn: null });
    this.checkbox = room.querySelector("#memory");
    this.checkbox.checked = storage.read(storage.MEMORY_SETTING) !== "off";
    this.checkbox.addEventListener("change", () => this.applySetting());
    stage.turns.addEventListener("click", (event) => this.peek(event));
    stage.turns.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") this.peek(event);
    });
    this.applySetting();
  }

  applySetting() {
    this.room.dataset.memory = this.checkbox.checked ? "on" : "off";
    if (this.checkbox.checked) storage.remove(storage.MEMORY_SETTING);
    else storage.write(storage.MEMORY_SETTING, "off");
    this.update();
  }

  // Begins, continues or ends, by what is on the stage. Only time with the page in view counts as reading.
  update() {
    const turn = this.turnToMirror();
    const isVisible = document.visibilityState === "visible";
    if (turn === this.turn && isVisible && turn) return;
    this.reset();
    if (!turn || !isVisible) return;
    this.turn = turn;
    const count = turn.querySelector(".turn-words").textContent.split(/\s+/).length;
    this.timer = setTimeout(() => this.fade(), Math.max(SHORTEST_READ, count * READ_PER_WORD));
  }

  turnToMirror() {
    if (!this.checkbox.checked || !this.stage.isMirroring) return null;
    const turns = [...this.stage.turns.querySelectorAll(".turn:has(.turn-words:not(.turn-words--removed))")];
    return turns.filter((turn) => turn.dataset.slot !== this.room.dataset.slot).at(-1) ?? null;
  }

  fade() {
    const words = this.turn.querySelector(".turn-words");
    this.turn.classList.add("fading");
    this.turn.dataset.peek = this.room.dataset.peek;
    words.tabIndex = 0;
    words.setAttribute("role", "button");
    words.setAttribute("aria-label", this.room.dataset.peek);
  }

  peek(event) {
    const turn = event.target.closest(".turn.fading:not(.peeking)");
    if (!turn) return;
    event.preventDefault();
    turn.classList.add("peeking");
    turn.querySelector(".turn-words").removeAttribute("aria-label"); // so that it is read out
    this.timer = setTimeout(() => {
      turn.classList.remove("peeking");
      this.fade();
    }, PEEK_FOR);
  }

  reset() {
    clearTimeout(this.timer);
    const words = this.turn?.querySelector(".turn-words");
    this.turn?.classList.remove("fading", "peeking");
    for (const name of ["tabindex", "role", "aria-label"]) words?.removeAttribute(name);
    this.turn = null;
  }
}
