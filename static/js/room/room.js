// The live room: ties connection, stage, outbox and drafts together, and takes what the person and the phone
// do. Each of those owns its own state; this module has none.
import { openDetailsAround } from "../dom.js";
import { updatePrompts } from "../prompts.js";
import * as storage from "../storage.js";
import {
  announceStage,
  moveRefusalOut,
  scrollToStage,
  showRefusal,
  showUnsentWords,
} from "./announcements.js";
import { Connection } from "./connection.js";
import { ConnectionStatus } from "./connection_status.js";
import { Drafts, isUntouched } from "./drafts.js";
import { BelowStage } from "./below_stage.js";
import { MirrorFromMemory } from "./mirror_from_memory.js";
import { Outbox, URGENT_MOVES } from "./outbox.js";
import { Presence } from "./presence.js";
import { Stage } from "./stage.js";
import { isSendShortcut, updateTextarea } from "./textarea.js";
import { hasRoomForCards, updateView } from "./view.js";
import { keepAwake } from "./wake_lock.js";

const STANDARD_FIELDS = ["move", "words", "seen", "key", "csrfmiddlewaretoken"];
const MOVES_OF_ANY_STEP = ["pause", "stop", "withdraw"];

const room = document.getElementById("room");
removeOtherPeople();
const stage = new Stage(room);
const drafts = new Drafts(room);
const connection = new Connection(room, stage, {
  frame: onFrame,
  up: () => outbox.flush(),
  changed: onConnectionChange,
  tooBig: onTooBig,
});
const status = new ConnectionStatus(room, connection);
const outbox = new Outbox(room, stage, {
  send: (move) => connection.sendMove(move),
  accepted: onAccepted,
  returned: onReturned,
  changed: markBusyForms,
});
const presence = new Presence(room, connection, stage);
const memory = new MirrorFromMemory(room, stage);
const below = new BelowStage(stage);

// Whoever had this phone before. This person's own pages and the settings stay.
function removeOtherPeople() {
  const own = [storage.personPrefix(room), `imago:${room.dataset.user}:`];
  storage.removeWhere((key) => !storage.isSetting(key) && !own.some((prefix) => key.startsWith(prefix)));
}

// What arrives

function onFrame(frame, isFirst) {
  if (frame.is === "stage") showStage(frame, isFirst);
  else if (frame.is === "ack") outbox.onAck(frame);
  else if (frame.is === "refused") outbox.onRefusal(frame);
  else if (frame.is === "partner") presence.show(frame.state);
  else if (frame.is === "pong") presence.confirm();
}

function onConnectionChange() {
  status.update();
  presence.onConnectionChange();
}

function showStage(frame, isFirst) {
  if (!isFirst && stage.lacksTurnsBefore(frame)) return connection.connect(); // joining again brings every turn
  const before = { version: stage.version, step: stage.step, isMine: stage.isMine };
  drafts.saveNow();
  if (frame.version !== stage.version) moveRefusalOut(room);
  const added = keepInPlace(() => stage.show(frame));
  if (!added) return;
  completeStage();
  outbox.settleStale();
  if (stage.version > before.version) {
    presence.stopTyping();
    announceStage(room, stage, before, added);
  }
}

// However much comes or goes above it, the stage stays where it is on the screen.
function keepInPlace(change) {
  const topOf = () => stage.element.getBoundingClientRect().top;
  const top = topOf();
  const result = change();
  const shift = topOf() - top;
  if (shift && top < innerHeight) scrollBy({ top: shift, behavior: "instant" }); // any scrolling stops a smooth one
  return result;
}

// Adds what the server does not know of its stage: drafts, the move under way, what is left when all is over.
function completeStage() {
  if (stage.isClosed) {
    drafts.takeAll().forEach((words) => showUnsentWords(room, words));
    presence.clear();
  }
  drafts.restore(stage.boxes);
  stage.boxes.forEach(updateTextarea);
  updatePrompts();
  markBusyForms();
  memory.update();
  keepAwake(!stage.isClosed);
  below.show();
  room.dispatchEvent(new Event("stage")); // for hands_free.js, in a spoken dialogue
}

// What becomes of a move

function onAccepted(move) {
  showRefusal(room, "");
  const box = stage.form(move.move)?.elements.words;
  if (box) box.value = "";
  drafts.remove(move.move);
  const isLeavingStep = stage.version === move.seen && !MOVES_OF_ANY_STEP.includes(move.move);
  if (isLeavingStep) setAsideOtherWords();
  for (const details of stage.element.querySelectorAll("details")) details.open = false;
}

// Half written for another move, whose box may go now.
function setAsideOtherWords() {
  for (const box of stage.boxes.filter((box) => box.value && !isUntouched(box))) {
    showUnsentWords(room, box.value);
    drafts.remove(box.form.dataset.move);
    box.value = "";
  }
}

function onReturned(move, message) {
  const form = stage.form(move.move);
  const box = form?.elements.words;
  if (form) restoreChoices(form, move.fields);
  if (box) box.value = move.words;
  else if (move.words) showUnsentWords(room, move.words);
  if (move.words) drafts.write(move.move, move.words);
  showRefusal(room, message, box);
}

// A time, a number, a yes: lost if the page was left before the answer came.
function restoreChoices(form, fields = {}) {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements[name];
    if (field?.type === "checkbox") field.checked = true;
    else if (field) field.value = value;
  }
  if (fields.clock) openDetailsAround(form);
}

function onTooBig() {
  if (outbox.pending) outbox.returnMove({ message: room.dataset.tooMuch, version: stage.version });
}

function markBusyForms() {
  for (const form of stage.forms) {
    const isBusy = Boolean(outbox?.has(form.dataset.move));
    form.querySelector("button").setAttribute("aria-busy", String(isBusy));
    const box = form.elements.words;
    if (!box) continue;
    box.readOnly = isBusy;
    if (isBusy) box.value ||= outbox.pending.words;
  }
}

// What the person does

function onSubmit(event) {
  const form = event.target.closest("form[data-move]");
  if (!form) return;
  event.preventDefault();
  const entries = Object.fromEntries(new FormData(form));
  const { move, words = "" } = entries;
  const fields = Object.fromEntries(
    Object.entries(entries).filter(([name]) => !STANDARD_FIELDS.includes(name)),
  );
  showRefusal(room, "");
  outbox.put({ move, words, fields });
  status.reveal();
  if (URGENT_MOVES.includes(move)) connection.resumeIfCrowdedOut();
}

function onInput({ target }) {
  if (!target.matches("form[data-move] textarea")) return;
  drafts.saveSoon(target);
  updateTextarea(target);
  presence.tellTyping();
}

function onKeydown(event) {
  if (!isSendShortcut(event) || !event.target.matches("form[data-move] textarea")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
}

function onCardsFolded({ target }) {
  if (!target.open && !stage.isInView) scrollToStage(room, stage);
}

// What it opens is below it, at the end of the stage.
function onFoldClicked({ target }) {
  const fold = target.closest(".stage > .more > summary")?.parentElement;
  fold?.addEventListener("toggle", () => fold.scrollIntoView({ block: "nearest" }), { once: true });
}

document.addEventListener("submit", onSubmit);
document.addEventListener("click", onFoldClicked);
document.addEventListener("input", onInput);
document.addEventListener("keydown", onKeydown);
document.addEventListener("focusin", () => setTimeout(() => updateView(room), 300));
visualViewport?.addEventListener("resize", () => updateView(room));
const cards = room.querySelector(".first-cards");
if (cards && !hasRoomForCards()) cards.open = false;
cards?.addEventListener("toggle", onCardsFolded);

// What happens to the phone

document.addEventListener("visibilitychange", () => {
  presence.onVisibilityChange();
  if (document.visibilityState === "visible") connection.wake();
  else drafts.saveNow();
  memory.update();
  keepAwake(!stage.isClosed);
});
for (const event of ["pageshow", "online", "offline"]) addEventListener(event, () => connection.wake());
document.addEventListener("resume", () => connection.wake());
addEventListener("storage", ({ key }) => key === "signed-out" && storage.close(room)); // from another tab
addEventListener("pagehide", () => {
  drafts.saveNow();
  connection.disconnect();
});

stage.hideNeedlessMoves();
drafts.adopt(stage.boxes);
completeStage();
updateView(room);
if (stage.isMine && !stage.isInView) scrollToStage(room, stage, "instant");
connection.connect();
