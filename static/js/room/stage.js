// The stage and the turns above it, brought to the version that a frame tells of.
import { Idiomorph } from "../../vendor/idiomorph.js";

export class Stage {
  constructor(room) {
    this.room = room;
    this.turns = room.querySelector("#turns");
  }

  get element() {
    return this.room.querySelector("#stage");
  }
  get version() {
    return Number(this.element.dataset.version);
  }
  get step() {
    return this.element.dataset.step;
  }
  get mirrors() {
    return "mirrors" in this.element.dataset;
  }
  get mine() {
    return this.element.dataset.mine === "true";
  }
  get boxes() {
    return [...this.element.querySelectorAll("form[data-move] textarea")];
  }
  get forms() {
    return [...this.element.querySelectorAll("form[data-move]")];
  }
  form(move) {
    return this.forms.find((form) => form.dataset.move === move);
  }

  // Whether a turn between what is shown and this frame is missing.
  misses({ version, turns }) {
    const there = new Set(turns.map((turn) => turn.seq));
    for (let seq = this.version + 1; seq <= version; seq += 1) if (!there.has(seq)) return true;
    return false;
  }

  // Show a frame, and return the new turns; null when more is shown already.
  show({ version, html, turns }) {
    if (version < this.version) return null;
    const added = turns.map((turn) => this.put(turn)).filter(Boolean);
    const fresh = parse(html);
    carry(this.element, fresh);
    Idiomorph.morph(this.element, fresh, { morphStyle: "outerHTML" });
    this.room.dataset.version = String(version);
    return added;
  }

  // A turn in its place, never twice. Returns it when it is new.
  put({ seq, html }) {
    const turn = parse(html);
    const before = this.turns.querySelector(`#turn-${seq}`);
    if (before?.isEqualNode(turn)) return null;
    if (before) before.replaceWith(turn);
    else
      this.turns.insertBefore(
        turn,
        [...this.turns.children].find((other) => Number(other.dataset.seq) > seq) ?? null,
      );
    this.takeBack(turn.dataset.takesBack);
    return before ? null : turn;
  }

  takeBack(seq) {
    const words = seq && this.turns.querySelector(`#turn-${seq} .turn-words`);
    if (!words) return;
    const gone = document.createElement("p");
    gone.className = "turn-words turn-words--gone";
    gone.textContent = this.turns.dataset.withdrawn;
    words.replaceWith(gone);
  }
}

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

// What the person has half done goes over into the new stage: words, choices, and what they folded open.
function carry(old, fresh) {
  for (const box of old.querySelectorAll("textarea[id]")) {
    const same = fresh.querySelector(`#${box.id}`);
    if (same) same.textContent = box.value;
  }
  for (const select of old.querySelectorAll("select[id]")) {
    const option = [...(fresh.querySelector(`#${select.id}`)?.options ?? [])].find(
      ({ value }) => value === select.value,
    );
    option?.setAttribute("selected", "");
  }
  for (const tick of old.querySelectorAll("input:checked")) {
    fresh
      .querySelector(`#${tick.form.id} input[name=${tick.name}][value="${tick.value}"]`)
      ?.setAttribute("checked", "");
  }
  const open = new Set([...old.querySelectorAll("details[open]")].map(name));
  const known = new Set([...old.querySelectorAll("details")].map(name));
  for (const fold of fresh.querySelectorAll("details"))
    if (known.has(name(fold))) fold.open = open.has(name(fold));
}

const name = (fold) =>
  fold.matches(".more")
    ? "more"
    : `${fold.className} ${(fold.closest("form") ?? fold.querySelector("form")).id}`;
