// One question: saved as one types, kept on the phone while there is no line, and never over what another device wrote.
import {
  CONFLICT,
  GONE,
  OFFLINE,
  REFUSED,
  SAVED,
  STALE,
  UNREADABLE,
  drop,
  keep,
  kept,
  nameOf,
  send,
  sendKept,
} from "./drafts.js";
import { loadAgain } from "../stale.js";
import { dress } from "./pieces.js";
import * as store from "../store.js";

const SOON = 700,
  RETRY = 4000; // ms
const HOW = ["seen", "writer", "count", "workup", "csrfmiddlewaretoken"]; // what says how a form is sent
const page = document.getElementById("workup");
let form, url, state, name, saved, busy, timer, halted, count, inherited;

function begin(from = "") {
  form = document.getElementById("answer");
  url = new URL(form.action).pathname;
  state = document.getElementById("saved");
  name = nameOf(page, form.elements.writer.value, url);
  count = 0; // saves of this page so far: of two, the later one counts
  saved = from ? "" : text();
  inherited = from; // the draft that this form was filled from
  halted = Boolean(document.getElementById("conflict"));
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", submit);
  document.querySelector("[data-take]")?.addEventListener("click", forget);
  dress(form, changed);
}

const inForm = () => [...new FormData(form)].filter(([, value]) => typeof value === "string");
const fields = () => [...inForm(), ["count", String(count + 1)]];
const text = () => JSON.stringify(inForm().filter(([field]) => !HOW.includes(field)));
const isNew = () => text() !== saved;

function forget() {
  drop(name);
  if (inherited) drop(inherited);
}

function changed() {
  clearTimeout(timer);
  if (!isNew() && !halted && !busy) {
    drop(name);
    return state.dataset.state && say("saved");
  }
  keep(name, fields());
  if (halted) return say("conflict");
  say("saving");
  timer = setTimeout(save, SOON);
  return undefined;
}

// One save at a time; what was typed meanwhile follows. What the server says, once something is stored.
async function save(more = []) {
  clearTimeout(timer);
  while (busy) await busy;
  if (halted && !more.some(([field]) => field === "over")) return null;
  busy = once(more);
  const said = await busy;
  busy = null;
  if (said) settle();
  return said;
}

async function once(more) {
  const sent = text(),
    holder = form,
    body = [...fields(), ...more];
  count += 1;
  const { became, said } = await send(url, body);
  if (form !== holder) return null;
  if (became !== SAVED) return meet(became, said);
  saved = sent;
  halted = false;
  form.elements.seen.value = said.version;
  for (const id of ["conflict", "error"]) document.getElementById(id)?.remove();
  return said;
}

// After a save: is there more by now?
function settle() {
  if (isNew()) changed();
  else {
    forget();
    say("saved");
  }
}

function meet(became, said) {
  if (became === CONFLICT || became === REFUSED) show(became, said);
  else
    say({ [OFFLINE]: "kept", [GONE]: "gone", [UNREADABLE]: "gone", [STALE]: "stale" }[became] ?? "signedOut");
  if (became === OFFLINE) timer = setTimeout(save, RETRY);
  return null;
}

// What the server says against it, above a form that stays as it is.
function show(became, said) {
  const part = parsed(said.html).getElementById(became === CONFLICT ? "conflict" : "error");
  const before = document.getElementById(part.id);
  before?.remove();
  form.prepend(document.adoptNode(part));
  halted = became === CONFLICT;
  part.querySelector("[data-take]")?.addEventListener("click", forget);
  say(halted ? "conflict" : "error");
  if (!before) part.scrollIntoView({ block: "center" });
}

const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

function say(what) {
  if (state.dataset.state === what) return;
  state.dataset.state = what;
  state.textContent = state.dataset[what];
  if (what === "stale") state.append(" ", loadAgain(state.dataset.reload));
  if (what !== "signedOut") return;
  const href = `${state.dataset.signInUrl}?next=${encodeURIComponent(url)}`;
  state.append(" ", Object.assign(document.createElement("a"), { href, textContent: state.dataset.signIn }));
}

// A button: save first, then go where it leads.
async function submit(event) {
  event.preventDefault();
  const button = event.submitter;
  const over = button?.name === "over";
  const onward = button?.value === "next";
  if (halted && !over) document.getElementById("conflict").scrollIntoView({ block: "center" });
  const said = await save(over ? [["over", button.value]] : onward ? [["go", "next"]] : []);
  button?.removeAttribute("aria-busy");
  if (said && onward) location.assign(said.next);
}

// Words from an earlier visit that never arrived go first; until they have, nothing is written over them.
async function deliver() {
  const waiting = kept(page).filter((one) => one.url === url && one.name !== name);
  if (!waiting.length) return;
  form.inert = true;
  say("earlier");
  for (const one of waiting) {
    const { became, said } = await send(url, one.fields);
    if (became === SAVED) drop(one.name);
    else if (became === CONFLICT || became === REFUSED) return take(one, said);
    else if (became === OFFLINE) return void setTimeout(deliver, RETRY);
    else if (became !== UNREADABLE) return say(became === STALE ? "stale" : "signedOut");
  }
  location.reload();
}

// Earlier words that met something: their form takes the place of the one on the page.
function take({ name: from }, said) {
  document
    .getElementById("question")
    .replaceWith(document.adoptNode(parsed(said.html).getElementById("question")));
  begin(from);
  say(halted ? "conflict" : "error");
}

// Signed out in another tab: nothing may be kept any more. Who only left the couple stays.
function signedOutElsewhere({ key, newValue }) {
  if (key !== "signed-out" || newValue?.startsWith("left")) return;
  store.close(page);
  location.reload();
}

store.forgetOthers(page);
begin();
deliver().then(() => sendKept(page, url));
addEventListener("online", () => {
  if (isNew()) save();
});
addEventListener("storage", signedOutElsewhere);
addEventListener("pagehide", () => {
  if (isNew() && !halted && !form.inert) send(url, fields(), true);
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && isNew() && !halted && !form.inert) save();
});
