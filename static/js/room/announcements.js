// Tells the person what has changed, for the eye, the ear and the hand: scrolling, focus, #announcer, a
// vibration, #refusal, and words whose box is gone.

const STAGE_MARGIN = 8; // px
const NUDGE = 30; // ms
const NUDGE_ON_THE_TABLE = [80, 60, 80]; // ms

// `before` is what the stage was: {step, isMine}; `added` are the turns that came.
export function announceStage(room, stage, before, added) {
  const partnersTurns = added.filter((turn) => turn.dataset.slot !== room.dataset.slot);
  const title = stage.element.querySelector(".step-title");
  const isSaid = room.matches("[data-voice]") && "aloud" in stage.element.dataset; // by the phone's own voice
  speak(room, [...partnersTurns, stage.element.querySelector(".turn-indicator"), ...(isSaid ? [] : [title])]);
  if (stage.step === before.step && stage.isMine === before.isMine) return;
  const isTyping = document.activeElement?.matches("textarea, select");
  if (!isTyping) {
    scrollToStage(room, stage);
    title.focus({ preventScroll: true });
  }
  if (stage.isMine && !before.isMine && navigator.userActivation?.hasBeenActive)
    navigator.vibrate?.(room.matches("[data-hands-free]") ? NUDGE_ON_THE_TABLE : NUDGE);
}

function speak(room, elements) {
  const sentences = elements
    .flatMap((element) => (element.children.length ? [...element.children] : [element]))
    .map((element) => element.textContent.trim().replace(/[.!?]$/, ""));
  room.querySelector("#announcer").textContent = sentences.join(". ");
}

// Brings the top of the stage, or of what belongs above it, below what stays at the top of the screen: the bar, and
// the partner's words.
export function scrollToStage(room, stage, behavior = calmBehavior()) {
  const pinned = [...room.querySelectorAll(".presence, .turn")].filter(
    (element) => getComputedStyle(element).position === "sticky",
  );
  const height = pinned.reduce((sum, element) => sum + element.offsetHeight, 0);
  const bar = document.querySelector(".top-bar").offsetHeight;
  const covered = bar + height + STAGE_MARGIN;
  const cards = room.querySelector(".first-cards[open]");
  const first = cards?.offsetHeight ? cards : lastHeard(room, stage, innerHeight - covered);
  scrollTo({ top: scrollY + (first ?? stage.element).getBoundingClientRect().top - covered, behavior });
}

// What the partner said or did last, unless it's pinned, or the first button wouldn't be in view below it.
function lastHeard(room, stage, space) {
  const turns = [...room.querySelectorAll(`.turn:not([data-slot="${room.dataset.slot}"])`)];
  const turn = turns.filter((one) => one.offsetHeight).at(-1);
  if (!turn || getComputedStyle(turn).position === "sticky") return null;
  const { bottom } = (stage.forms[0] ?? stage.element).getBoundingClientRect();
  return bottom - turn.getBoundingClientRect().top <= space ? turn : null;
}

const calmBehavior = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");

// Above the words it's about, whose box needs no scrolling; otherwise below the stage.
export function showRefusal(room, message, box = null) {
  const refusal = room.querySelector("#refusal");
  const isBeside = Boolean(message && box?.getClientRects().length);
  if (isBeside) box.before(refusal);
  else moveRefusalOut(room);
  refusal.textContent = message;
  refusal.hidden = !message;
  if (isBeside && !box.value) box.focus({ preventScroll: true });
  else if (message && !isBeside) refusal.scrollIntoView({ block: "nearest" });
}

// The stage that comes next knows nothing of it.
export function moveRefusalOut(room) {
  room.querySelector(".room-alerts").prepend(room.querySelector("#refusal"));
}

export function showUnsentWords(room, words) {
  const box = room.querySelector("#kept-words") ?? addUnsentBox(room);
  if (!box.value.split("\n\n").includes(words)) box.value = [box.value, words].filter(Boolean).join("\n\n");
}

function addUnsentBox(room) {
  const box = Object.assign(document.createElement("textarea"), {
    id: "kept-words",
    rows: 3,
    readOnly: true,
  });
  const label = Object.assign(document.createElement("label"), {
    htmlFor: box.id,
    textContent: room.dataset.unsentLabel,
  });
  const paragraph = Object.assign(document.createElement("p"), { className: "unsent-words" });
  paragraph.append(label, box);
  room.querySelector(".room-alerts").before(paragraph);
  return box;
}
