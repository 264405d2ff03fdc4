// Hands-free, in a spoken dialogue: large type and one big button (hands_free.css), a chime when it's one's turn, and
// the phone's own voice. It says only what the server has put into `data-aloud`, made from the tables: nobody's words,
// and on one of the two phones alone. It's chosen for each dialogue; voice and chime are settings of the phone. Owns the
// keys "…hands-free" and "imago:hands-free:…", the buttons [data-offer-hands-free], [data-resume-aloud] and
// [data-next-cue], and `data-hands-free` and `data-voice` on the room.
import * as storage from "../storage.js";
import { Chime } from "./chime.js";
import { Voice } from "./voice.js";

const AFTER_CHIME = 900; // ms

class HandsFree {
  constructor(room) {
    Object.assign(this, { room, chime: new Chime(), voice: new Voice(() => this.show()) });
    this.boxes = Object.fromEntries(
      [...room.querySelectorAll("[data-setting]")].map((box) => [box.dataset.setting, box]),
    );
    for (const box of Object.values(this.boxes)) this.restore(box);
    this.mayMakeSound = false; // until a tap
    this.seen = { ...this.stage.dataset };
    this.show();
  }

  get stage() {
    return this.room.querySelector("#stage");
  }

  get isOn() {
    return this.boxes.on.checked;
  }

  get speaks() {
    return this.isOn && this.mayMakeSound && this.boxes.voice.checked && Boolean(this.voice.own);
  }

  get sample() {
    return this.room.querySelector(".hands-free").dataset.sample;
  }

  get text() {
    return this.stage.dataset.aloud ?? "";
  }

  keyOf(box) {
    if (box === this.boxes.on) return `${storage.dialoguePrefix(this.room)}hands-free`;
    return storage.HANDS_FREE_SETTINGS + box.dataset.setting;
  }

  restore(box) {
    const kept = storage.read(this.keyOf(box));
    if (kept) box.checked = kept === "yes";
  }

  keep(box) {
    const key = this.keyOf(box);
    if (box.checked === box.defaultChecked) storage.remove(key);
    else storage.write(key, box.checked ? "yes" : "no");
  }

  // The stage knows nothing of it when it comes from the server.
  show() {
    const { room, stage, isOn } = this;
    room.toggleAttribute("data-hands-free", isOn);
    room.toggleAttribute("data-voice", this.speaks);
    const hasVoice = Boolean(this.voice.own);
    this.boxes.voice.closest("label").hidden = !hasVoice;
    room.querySelector("#no-voice").hidden = hasVoice;
    for (const button of stage.querySelectorAll("[data-offer-hands-free]")) button.hidden = isOn;
    const isSoundless = !(this.boxes.chime.checked || (this.boxes.voice.checked && hasVoice));
    for (const button of stage.querySelectorAll("[data-resume-aloud]"))
      button.hidden = !isOn || this.mayMakeSound || isSoundless;
    for (const button of stage.querySelectorAll("[data-next-cue]")) button.hidden = false;
    for (const cues of stage.querySelectorAll(".cues"))
      cues.setAttribute("aria-live", this.speaks ? "off" : "polite"); // never heard twice
  }

  // The stage that is shown may be another one now.
  update() {
    const before = this.seen;
    this.seen = { ...this.stage.dataset };
    this.show();
    if (this.seen.step === "closed") storage.remove(this.keyOf(this.boxes.on));
    const isSame = ["step", "round", "mine", "aloud"].every((name) => before[name] === this.seen[name]);
    if (isSame) return;
    this.hush();
    if (!this.isOn || !this.mayMakeSound || document.hidden) return;
    const chimes = this.seen.mine === "true" && before.mine === "false" && this.boxes.chime.checked;
    if (chimes) this.chime.play();
    this.timer = setTimeout(() => this.say(this.text), chimes ? AFTER_CHIME : 0);
  }

  say(text) {
    if (this.speaks) this.voice.say(text);
  }

  hush() {
    clearTimeout(this.timer);
    this.voice.stop();
  }

  // A tap lets the phone make sounds, and shows at once what it sounds like.
  begin(...texts) {
    this.mayMakeSound = true;
    this.chime.unlock();
    this.show();
    this.say(texts.filter(Boolean).join(" "));
  }

  onSetting(box) {
    this.keep(box);
    this.hush();
    if (this.isOn && box.checked && box !== this.boxes.chime) this.begin(this.sample, this.text);
    else this.show();
    if (box === this.boxes.on) this.stage.scrollIntoView({ behavior: "instant" });
  }

  onClick({ target }) {
    if (target.matches("[data-offer-hands-free]")) this.boxes.on.click();
    else if (target.matches("[data-resume-aloud]")) this.begin(this.text || this.sample);
    else if (target.matches("[data-next-cue]")) this.say(showNextCue(target.closest(".cues")));
    else if (target.matches(".disclosure:not([open]) > summary"))
      this.say(target.parentElement.dataset.aloud);
    if (target.hidden) this.stage.querySelector(".step-title").focus({ preventScroll: true });
  }
}

// Returns what is said of it.
function showNextCue(cues) {
  const all = [...cues.querySelectorAll(".cue")];
  const next = all[(all.findIndex((cue) => !cue.hidden) + 1) % all.length];
  for (const cue of all) cue.hidden = cue !== next;
  return next.dataset.aloud;
}

const handsFree = new HandsFree(document.getElementById("room"));
handsFree.room.addEventListener("stage", () => handsFree.update());
handsFree.room.addEventListener("click", (event) => handsFree.onClick(event));
handsFree.room.addEventListener(
  "change",
  ({ target }) => target.dataset.setting && handsFree.onSetting(target),
);
handsFree.room.addEventListener("submit", () => handsFree.hush());
document.addEventListener("visibilitychange", () => document.hidden && handsFree.hush());
addEventListener("pagehide", () => handsFree.hush());
