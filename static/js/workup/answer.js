// One question of the workup: saved as one types, kept on the phone while the server can't be reached, and
// never written over what another device saved. Owns #answer, its draft, and #saved, which says how the
// answer stands.
import { asSent, parsePage } from "../dom.js";
import { reloadLink, signInLink } from "../session.js";
import * as storage from "../storage.js";
import * as drafts from "./drafts.js";
import { CONFLICT, GONE, OFFLINE, REFUSED, SAVED, STALE, UNREADABLE } from "./drafts.js";
import { enhanceForm } from "./form_rows.js";

const SAVE_AFTER = 700; // ms
const RETRY_AFTER = 4000; // ms
const NOT_ANSWERS = ["seen", "writer", "count", "workup", "csrfmiddlewaretoken"]; // they say how a form is sent
const page = document.getElementById("workup");
let form, path, status, draftKey;
let inheritedKey; // the draft that this form was filled from
let savedText; // what the server has
let saveCount; // saves of this page so far: of two, the server takes the later one
let isHalted; // by a conflict, until it is resolved
let saving = null; // the promise of the save under way
let timer;

function begin(fromKey = "") {
  form = document.getElementById("answer");
  path = new URL(form.action).pathname;
  status = document.getElementById("saved");
  draftKey = drafts.draftKey(page, form.elements.writer.value, path);
  saveCount = 0;
  savedText = fromKey ? "" : serialize(asSent(form));
  inheritedKey = fromKey;
  isHalted = Boolean(document.getElementById("conflict"));
  form.addEventListener("input", onChange);
  form.addEventListener("change", onChange);
  form.addEventListener("submit", onSubmit);
  document.querySelector("[data-take]")?.addEventListener("click", removeDrafts);
  enhanceForm(form, onChange);
}

const formFields = (of = form) => [...new FormData(of)].filter(([, value]) => typeof value === "string");
const fieldsToSend = () => [...formFields(), ["count", String(saveCount + 1)]];
const serialize = (of) => JSON.stringify(formFields(of).filter(([field]) => !NOT_ANSWERS.includes(field)));
const isChanged = () => serialize() !== savedText;

function removeDrafts() {
  drafts.removeDraft(draftKey);
  if (inheritedKey) drafts.removeDraft(inheritedKey);
}

function onChange() {
  clearTimeout(timer);
  if (!isChanged() && !isHalted && !saving) {
    drafts.removeDraft(draftKey);
    if (status.dataset.state) showStatus("saved");
    return;
  }
  drafts.saveDraft(draftKey, fieldsToSend());
  if (isHalted) return showStatus("conflict");
  showStatus("saving");
  timer = setTimeout(save, SAVE_AFTER);
}

// One save at a time; what was typed meanwhile follows. Returns the server's answer once something is stored.
async function save(extraFields = []) {
  clearTimeout(timer);
  while (saving) await saving;
  if (isHalted && !extraFields.some(([field]) => field === "over")) return null;
  saving = sendForm(extraFields);
  const answer = await saving;
  saving = null;
  if (answer) followUp();
  return answer;
}

async function sendForm(extraFields) {
  const sentText = serialize();
  const sentForm = form;
  const fields = [...fieldsToSend(), ...extraFields];
  saveCount += 1;
  const { outcome, answer } = await drafts.send(path, fields);
  if (form !== sentForm) return null;
  if (outcome !== SAVED) return handleFailure(outcome, answer);
  savedText = sentText;
  isHalted = false;
  form.elements.seen.value = answer.version;
  for (const id of ["conflict", "error"]) document.getElementById(id)?.remove();
  return answer;
}

// After a save: is there more by now?
function followUp() {
  if (isChanged()) return onChange();
  removeDrafts();
  showStatus("saved");
}

function handleFailure(outcome, answer) {
  const statuses = { [OFFLINE]: "kept", [GONE]: "gone", [UNREADABLE]: "gone", [STALE]: "stale" };
  if (outcome === CONFLICT || outcome === REFUSED) showProblem(outcome, answer);
  else showStatus(statuses[outcome] ?? "signedOut");
  if (outcome === OFFLINE) timer = setTimeout(save, RETRY_AFTER);
  return null;
}

// The server's conflict or error, above a form that stays as it is.
function showProblem(outcome, answer) {
  const problem = parsePage(answer.html).getElementById(outcome === CONFLICT ? "conflict" : "error");
  const previous = document.getElementById(problem.id);
  previous?.remove();
  form.prepend(document.adoptNode(problem));
  isHalted = outcome === CONFLICT;
  problem.querySelector("[data-take]")?.addEventListener("click", removeDrafts);
  showStatus(isHalted ? "conflict" : "error");
  if (!previous) problem.scrollIntoView({ block: "center" });
}

function showStatus(name) {
  const { dataset } = status;
  if (dataset.state === name) return;
  dataset.state = name;
  status.textContent = dataset[name];
  if (name === "stale") status.append(" ", reloadLink(dataset.reload));
  if (name === "signedOut") status.append(" ", signInLink(dataset.signInUrl, dataset.signIn, path));
}

// A button saves first, then goes where it leads.
async function onSubmit(event) {
  event.preventDefault();
  const button = event.submitter;
  const isOverwrite = button?.name === "over";
  const isNext = button?.value === "next";
  if (isHalted && !isOverwrite) document.getElementById("conflict").scrollIntoView({ block: "center" });
  const answer = await save(isOverwrite ? [["over", button.value]] : isNext ? [["go", "next"]] : []);
  button?.removeAttribute("aria-busy");
  if (answer && isNext) location.assign(answer.next);
}

// Words from an earlier visit that never arrived go first; until they have, nothing is written over them.
async function sendEarlierDrafts() {
  const waiting = drafts.listDrafts(page).filter((draft) => draft.path === path && draft.key !== draftKey);
  if (!waiting.length) {
    if (form.inert) location.reload(); // another tab has sent them
    else if (isChanged()) onChange(); // typed before this script ran
    return;
  }
  form.inert = true;
  showStatus("earlier");
  for (const draft of waiting) {
    const { outcome, answer } = await drafts.send(path, draft.fields);
    if (outcome === SAVED) drafts.removeDraft(draft.key);
    else if (outcome === CONFLICT || outcome === REFUSED) return adoptForm(draft.key, answer);
    else if (outcome === OFFLINE) return void setTimeout(sendEarlierDrafts, RETRY_AFTER);
    else if (outcome !== UNREADABLE) return showStatus(outcome === STALE ? "stale" : "signedOut");
  }
  location.reload();
}

// The form of an earlier draft that met a conflict or an error takes the place of the one on the page.
function adoptForm(key, answer) {
  const fresh = parsePage(answer.html).getElementById("question");
  document.getElementById("question").replaceWith(document.adoptNode(fresh));
  begin(key);
  showStatus(isHalted ? "conflict" : "error");
}

// Signed out in another tab. Someone who only left the couple stays: the workup is their own.
function followSignOut({ key, newValue }) {
  if (key !== "signed-out" || newValue?.startsWith("left")) return;
  storage.close(page);
  location.reload();
}

const isUnsaved = () => isChanged() && !isHalted && !form.inert;

storage.removeOtherPeople(page);
begin();
sendEarlierDrafts().then(() => drafts.sendDrafts(page, path));
addEventListener("online", () => {
  if (isChanged()) save();
});
addEventListener("storage", followSignOut);
addEventListener("pagehide", () => {
  if (isUnsaved()) drafts.send(path, fieldsToSend(), true);
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && isUnsaved()) save();
});
