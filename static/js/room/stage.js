// The stage and the turns above it (#stage, #turns), brought to the version that a frame carries. What the
// person has half done survives: words, choices and opened details.
import { Idiomorph } from "../../vendor/idiomorph.js";
import { hasRoomForCards } from "./view.js";

const KEEP_REFUSAL = { beforeNodeRemoved: (node) => node.id !== "refusal" };

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

  get isClosed() {
    return this.step === "closed";
  }

  get isMirroring() {
    return "mirrors" in this.element.dataset;
  }

  get isMine() {
    return this.element.dataset.mine === "true";
  }

  get boxes() {
    return [...this.element.querySelectorAll("form[data-move] textarea")];
  }

  get forms() {
    return [...this.element.querySelectorAll("form[data-move]")];
  }

  // Down to its first button. Where there's room, the cards above it may come first.
  get isInView() {
    const mayFollowCards = this.step === "centering" && hasRoomForCards();
    return mayFollowCards || !(this.forms[0]?.getBoundingClientRect().bottom > innerHeight);
  }

  form(move) {
    return this.forms.find((form) => form.dataset.move === move);
  }

  // Whether a turn between what is shown and this frame is missing.
  lacksTurnsBefore({ version, turns }) {
    const received = new Set(turns.map((turn) => turn.seq));
    for (let seq = this.version + 1; seq <= version; seq += 1) if (!received.has(seq)) return true;
    return false;
  }

  // Shows a frame and returns the new turns; null when a later version is shown already.
  show({ version, html, turns }) {
    if (version < this.version) return null;
    const added = turns.map((turn) => this.putTurn(turn)).filter(Boolean);
    const fresh = parseElement(html);
    carryOver(this.element, fresh);
    if (this.isLeft(fresh)) this.replace(fresh);
    else Idiomorph.morph(this.element, fresh, { morphStyle: "outerHTML", callbacks: KEEP_REFUSAL });
    this.room.dataset.version = String(version);
    this.hideNeedlessMoves();
    return added;
  }

  // A few words need no smaller pieces.
  hideNeedlessMoves() {
    const slot = this.room.dataset.slot;
    const said = [...this.turns.querySelectorAll(`.turn:not([data-slot="${slot}"]) .turn-words`)].at(-1);
    const count = said?.textContent.trim().split(/\s+/).length ?? 0;
    for (const form of this.forms)
      if (form.dataset.answersAtLeast) form.hidden = count < Number(form.dataset.answersAtLeast);
  }

  // Whether another stage follows, with nobody's finger on this one: a new one appears, where a changed one would
  // jump about.
  isLeft({ dataset }) {
    const { activeElement } = document;
    const isHeld = this.element.contains(activeElement) && !activeElement.matches(".step-title");
    return !isHeld && (dataset.step !== this.step || dataset.mine !== this.element.dataset.mine);
  }

  // Turns come and fold away while the page scrolls to keep the stage in place. Whatever else stays would count as
  // jumping, though it's out of sight; so it's inserted again, like the stage.
  replace(fresh) {
    this.element.replaceWith(fresh);
    for (const other of [this.turns, ...document.querySelectorAll(".room-settings, .footer")])
      other.replaceWith(other);
  }

  // Puts a turn in its place, never twice. Returns it when it is new.
  putTurn({ seq, html }) {
    const turn = parseElement(html);
    const present = this.turns.querySelector(`#turn-${seq}`);
    if (present?.isEqualNode(turn)) return null;
    if (present) present.replaceWith(turn);
    else this.turns.insertBefore(turn, this.firstTurnAfter(seq));
    this.blankWithdrawn(turn.dataset.takesBack);
    return present ? null : turn;
  }

  firstTurnAfter(seq) {
    return [...this.turns.children].find((turn) => Number(turn.dataset.seq) > seq) ?? null;
  }

  blankWithdrawn(seq) {
    const words = seq && this.turns.querySelector(`#turn-${seq} .turn-words`);
    if (!words) return;
    const note = document.createElement("p");
    note.className = "turn-words turn-words--removed";
    note.textContent = this.turns.dataset.withdrawn;
    words.replaceWith(note);
  }
}

function parseElement(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

function carryOver(old, fresh) {
  for (const box of old.querySelectorAll("textarea[id]")) {
    const same = fresh.querySelector(`#${box.id}`);
    if (same) same.textContent = box.value;
  }
  for (const select of old.querySelectorAll("select[id]")) {
    const options = [...(fresh.querySelector(`#${select.id}`)?.options ?? [])];
    options.find(({ value }) => value === select.value)?.setAttribute("selected", "");
  }
  for (const time of old.querySelectorAll("input[type=time]"))
    fresh.querySelector(`#${time.id}`)?.setAttribute("value", time.value);
  for (const { form, name, value } of old.querySelectorAll("input:checked"))
    fresh.querySelector(`#${form.id} input[name=${name}][value="${value}"]`)?.setAttribute("checked", "");
  carryOverDetails(old, fresh);
}

// New details keep what the template says.
function carryOverDetails(old, fresh) {
  const names = (selector) => new Set([...old.querySelectorAll(selector)].map(nameOf));
  const known = names("details");
  const open = names("details[open]");
  for (const details of fresh.querySelectorAll("details"))
    if (known.has(nameOf(details))) details.open = open.has(nameOf(details));
}

function nameOf(details) {
  if (details.id) return details.id;
  if (details.matches(".more")) return "more";
  return `${details.className} ${(details.closest("form") ?? details.querySelector("form")).id}`;
}
