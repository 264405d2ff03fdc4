// One question: saved as one types, kept on the phone while there is no line, and never over what another device wrote.
import { CONFLICT, GONE, OFFLINE, REFUSED, SAVED, drop, keep, kept, send, sendKept, withToken } from "./drafts.js";
import { dress } from "./pieces.js";
import * as store from "../store.js";

const SOON = 700, RETRY = 4000; // ms
const page = document.getElementById("workup");
let form, url, state, saved, busy, timer, halted;

function begin() {
  form = document.getElementById("answer");
  url = new URL(form.action).pathname;
  state = document.getElementById("saved");
  saved = text();
  busy = null;
  halted = Boolean(document.getElementById("conflict"));
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", submit);
  document.querySelector("[data-take]")?.addEventListener("click", () => drop(page, url));
  dress(form, changed);
}

// What stands in the form, without what says how it is sent.
const fields = () => [...new FormData(form)].filter(([, value]) => typeof value === "string");
const text = () => JSON.stringify(fields().filter(([name]) => !["seen", "writer", "csrfmiddlewaretoken"].includes(name)));
const isNew = () => text() !== saved;

function changed() {
  if (!isNew() && !halted) return;
  keep(page, url, fields());
  clearTimeout(timer);
  if (halted) return say("conflict");
  say("saving");
  timer = setTimeout(save, SOON);
}

// One save at a time; what was typed meanwhile follows. True once all of it is stored.
async function save(go = "") {
  clearTimeout(timer);
  if (busy) { await busy; if (!isNew() && !go) return null; }
  if (halted && go !== "keep") return null;
  busy = once(go);
  const said = await busy;
  busy = null;
  return said;
}

async function once(go) {
  const sent = text(), holder = form;
  const { became, said } = await send(url, withToken([...fields(), ["go", go]]));
  if (form !== holder) return null;
  if (became === SAVED) {
    saved = sent;
    halted = false;
    form.elements.seen.value = said.version;
    document.getElementById("conflict")?.remove();
    document.getElementById("error")?.remove();
    if (isNew()) changed();
    else { drop(page, url); say("saved"); }
    return said;
  }
  if (became === CONFLICT || became === REFUSED) show(became, said);
  else {
    say({ [OFFLINE]: "kept", [GONE]: "gone" }[became] ?? "signedOut");
    if (became === OFFLINE) timer = setTimeout(save, RETRY);
  }
  return null;
}

// What the server says against it, above a form that stays as it is.
function show(became, said) {
  const shown = new DOMParser().parseFromString(said.html, "text/html");
  const part = shown.getElementById(became === CONFLICT ? "conflict" : "error");
  document.getElementById(part.id)?.remove();
  form.before(document.adoptNode(part));
  halted = became === CONFLICT;
  if (halted) form.elements.seen.value = said.version;
  part.querySelector("[data-take]")?.addEventListener("click", () => drop(page, url));
  say(halted ? "conflict" : "error");
  part.scrollIntoView({ block: "center" });
}

function say(what) {
  if (state.dataset.state === what) return;
  state.dataset.state = what;
  state.textContent = state.dataset[what];
  if (what !== "signedOut") return;
  const href = `${state.dataset.signInUrl}?next=${encodeURIComponent(url)}`;
  state.append(" ", Object.assign(document.createElement("a"), { href, textContent: state.dataset.signIn }));
}

// A button: save first, then go where it leads.
async function submit(event) {
  event.preventDefault();
  const button = event.submitter;
  if (button?.matches("[data-add], [data-more]")) return; // pieces.js does it
  const go = button?.matches("[data-keep]") ? "keep" : "next";
  const said = await save(go);
  button?.removeAttribute("aria-busy");
  if (!said) return;
  if (go === "next") location.assign(said.next);
}

// Words from an earlier visit that never arrived: sent first, and shown where they meet other ones.
async function deliver() {
  const waiting = kept(page).find(([address]) => address === url);
  if (!waiting) return;
  form.inert = true;
  const { became, said } = await send(url, withToken(waiting[1]));
  form.inert = false;
  if (became === SAVED) {
    drop(page, url);
    location.reload();
  } else if (became === CONFLICT || became === REFUSED) {
    const shown = new DOMParser().parseFromString(said.html, "text/html").getElementById("question");
    document.getElementById("question").replaceWith(document.adoptNode(shown));
    begin();
    say(halted ? "conflict" : "error");
  }
}

store.forget((key) => key.startsWith("imago:user-") && !key.startsWith(store.mine(page))); // whoever had this phone before
begin();
deliver().then(() => sendKept(page, url));
addEventListener("online", () => { if (isNew()) save(); });
addEventListener("pagehide", () => { if (isNew() && !halted) send(url, withToken(fields()), true); });
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && isNew() && !halted) save(); });
