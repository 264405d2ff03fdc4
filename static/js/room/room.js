// The live room: ties the line, the stage, the outbox and the drafts together.
import { stayAwake } from "./awake.js";
import { Drafts, untouched } from "./drafts.js";
import { Link } from "./link.js";
import { Memory, SETTING } from "./memory.js";
import { Notice } from "./notice.js";
import { AT_ONCE, Outbox } from "./outbox.js";
import { Presence } from "./presence.js";
import { Stage } from "./stage.js";
import * as store from "../store.js";
import { arrive, refuse, keepWords } from "./telling.js";
import { sends, tend } from "./words.js";

const NO_FIELDS = ["move", "words", "seen", "key", "csrfmiddlewaretoken"];
const ANYWHERE = ["pause", "stop", "withdraw"];

const room = document.getElementById("room");
const own = [store.mine(room), `imago:${room.dataset.also}:`, SETTING];
store.forget((key) => !own.some((name) => key.startsWith(name))); // whoever had this phone before
const stage = new Stage(room);
const drafts = new Drafts(room);
const link = new Link(room, stage, {
  frame: hear,
  up: () => outbox.flush(),
  changed: () => notice.update(),
  tooBig,
});
const notice = new Notice(room, link);
const outbox = new Outbox(room, stage, {
  deliver: (move) => link.deliver(move),
  accepted,
  returned,
  changed: mark,
});
const presence = new Presence(room, link, stage);
const memory = new Memory(room, stage);

// What arrives

function hear(frame, first) {
  if (frame.is === "stage") show(frame, first);
  else if (frame.is === "ack") outbox.acked(frame);
  else if (frame.is === "refused") outbox.refused(frame);
  else if (frame.is === "partner") presence.show(frame.state);
}

function show(frame, first) {
  if (!first && stage.misses(frame)) return link.connect(); // joining again brings every turn
  const before = { version: stage.version, step: stage.step, mine: stage.mine };
  drafts.keepNow();
  const added = stage.show(frame);
  if (!added) return undefined;
  dress();
  outbox.settle();
  if (stage.version > before.version) {
    presence.found();
    arrive(room, stage, before, added);
  }
  return undefined;
}

// What the server does not know of its stage: drafts, the move under way, what is left when all is over.
function dress() {
  if (stage.step === "closed") drafts.takeAll().forEach((words) => keepWords(room, words));
  if (stage.step === "closed") presence.end();
  drafts.restore(stage.boxes);
  stage.boxes.forEach(tend);
  mark();
  memory.watch();
  stayAwake(stage.step !== "closed");
}

// What becomes of a move

function accepted(move) {
  refuse(room, "");
  const sent = stage.form(move.move)?.elements.words;
  if (sent) sent.value = "";
  drafts.drop(move.move);
  const leaving = stage.version === move.seen && !ANYWHERE.includes(move.move);
  for (const box of leaving ? stage.boxes.filter((box) => box.value && !untouched(box)) : []) {
    keepWords(room, box.value); // half written for another move, whose box may go now
    drafts.drop(box.form.dataset.move);
    box.value = "";
  }
  stage.element.querySelectorAll("details").forEach((fold) => {
    fold.open = false;
  });
}

function returned(move, message) {
  const box = stage.form(move.move)?.elements.words;
  if (box) box.value = move.words;
  else if (move.words) keepWords(room, move.words);
  if (move.words) drafts.write(move.move, move.words);
  refuse(room, message);
}

function tooBig() {
  if (outbox.pending) outbox.giveUp({ message: room.dataset.tooMuch, version: stage.version });
}

function mark() {
  for (const form of stage.forms) {
    const busy = Boolean(outbox?.has(form.dataset.move));
    form.querySelector("button").setAttribute("aria-busy", String(busy));
    const box = form.elements.words;
    if (!box) continue;
    box.readOnly = busy;
    if (busy) box.value ||= outbox.pending.words;
  }
}

// What the person does

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-move]");
  if (!form) return;
  event.preventDefault();
  const entries = Object.fromEntries(new FormData(form));
  const { move, words = "" } = entries;
  const fields = Object.fromEntries(Object.entries(entries).filter(([name]) => !NO_FIELDS.includes(name)));
  refuse(room, "");
  outbox.put({ move, words, fields });
  if (AT_ONCE.includes(move)) link.insist();
});

document.addEventListener("input", ({ target }) => {
  if (!target.matches("form[data-move] textarea")) return;
  drafts.changed(target);
  tend(target);
  presence.typing();
});

// The box and its button stay above the keyboard.
function inSight() {
  const form = document.activeElement?.closest?.("form[data-move]");
  if (form && document.activeElement.matches("textarea")) form.scrollIntoView({ block: "nearest" });
}
document.addEventListener("focusin", () => setTimeout(inSight, 300));
visualViewport?.addEventListener("resize", inSight);

document.addEventListener("keydown", (event) => {
  if (!sends(event) || !event.target.matches("form[data-move] textarea")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

// What happens to the phone

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") link.wake();
  else drafts.keepNow();
  memory.watch();
  stayAwake(stage.step !== "closed");
});
addEventListener("pageshow", () => link.wake());
addEventListener("online", () => link.wake());
addEventListener("offline", () => link.wake());
addEventListener("storage", ({ key }) => key === "signed-out" && store.close(room)); // from another tab
document.addEventListener("resume", () => link.wake());
addEventListener("pagehide", () => {
  drafts.keepNow();
  link.drop();
});

dress();
link.connect();
