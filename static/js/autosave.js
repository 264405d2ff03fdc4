// Forms marked `data-autosave`: sent from the page, and what is typed stays on this phone until the server
// has it. Owns the keys "…form:<path>" with {typed, upon}; its sentences stand in #autosave. Without a script
// these are plain forms.
import { asSent, openDetailsAround, parsePage } from "./dom.js";
import { isPageExpired, reloadLink, signInLink } from "./session.js";
import * as storage from "./storage.js";

const SAVE_AFTER = 300; // ms
const TIMEOUT = 10_000; // ms
const VERSION_FIELDS = ["key", "seen", "upon", "review"]; // which form it was typed into, and upon which version
const NOT_TYPED = ["csrfmiddlewaretoken", "act", "kind", "step", "change", ...VERSION_FIELDS];
const page = document.getElementById("autosave");
const messages = page.dataset;

class AutosavedForm {
  constructor(form) {
    this.form = form;
    form.elements.awaited?.remove(); // tells the server that a form was sent before this put its words back
    this.key = `${storage.personPrefix(page)}form:${new URL(form.action).pathname}`;
    this.initial = this.serialize(asSent(form));
    form.addEventListener("input", () => this.saveSoon());
    form.addEventListener("change", () => this.saveSoon());
    form.addEventListener("submit", (event) => this.submit(event));
    this.restore();
  }

  typedFields(form = this.form) {
    return [...new FormData(form)].filter(
      ([name, value]) => !NOT_TYPED.includes(name) && typeof value === "string",
    );
  }

  serialize(form) {
    return JSON.stringify(this.typedFields(form));
  }

  saveSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), SAVE_AFTER);
  }

  save() {
    clearTimeout(this.timer);
    if (this.isDone) return;
    if (this.serialize() === this.initial) return void storage.remove(this.key);
    const upon = Object.fromEntries(VERSION_FIELDS.map((name) => [name, this.form.elements[name]?.value]));
    storage.write(this.key, JSON.stringify({ typed: this.typedFields(), upon, carried: this.isCarried }));
  }

  // Words of an earlier visit that never arrived stand in the form again, with the version they were typed
  // upon.
  restore() {
    const saved = JSON.parse(storage.read(this.key) ?? "null");
    if (!saved || JSON.stringify(saved.typed) === this.initial || "prefilled" in this.form.dataset)
      return this.save();
    for (const field of this.form.elements) restoreField(field, saved);
    openDetailsAround(this.form);
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
    this.form.querySelectorAll("[data-shows]").forEach(showAnswer);
    this.isCarried = saved.carried && cameFromStepOf(this.form);
    if (!this.isCarried) this.showStatus(messages.back);
  }

  async submit(event) {
    event.preventDefault();
    this.save();
    if (this.isSending || this.isDone) return;
    this.isSending = true;
    const button = event.submitter ?? this.form.querySelector("button");
    button.setAttribute("aria-busy", "true");
    this.showStatus("");
    await this.send(button)
      .then((response) => this.handle(response))
      .catch(() => this.showStatus(messages.offline)); // no answer, or half of one
    this.isSending = false;
    if (!this.isDone) button.removeAttribute("aria-busy");
  }

  send(button) {
    const body = new URLSearchParams(new FormData(this.form));
    if (button.name) body.set(button.name, button.value);
    const headers = { Accept: "application/json" };
    return fetch(this.form.action, {
      method: "POST",
      body,
      headers,
      signal: AbortSignal.timeout?.(TIMEOUT),
    });
  }

  async handle(response) {
    if (response.status === 200 && response.headers.get("Content-Type")?.includes("json"))
      return this.finish(await response.json());
    if (isPageExpired(response)) return this.showStatus(messages.stale, reloadLink(messages.reload));
    if (response.status === 403)
      return this.showStatus(messages.signedOut, signInLink(messages.signInUrl, messages.signIn));
    if (response.status === 404) return this.showStatus(messages.gone);
    return this.replaceForm(await response.text());
  }

  // `here` is where this step stands from now on; words that are not `stored` yet go along to the next one.
  finish({ next, here, stored = true }) {
    if (stored) this.discard();
    else this.carry();
    if (here) history.replaceState(null, "", here);
    const target = new URL(next, location.href);
    const isSamePage = target.pathname + target.search === location.pathname + location.search;
    location.assign(target);
    if (isSamePage && target.hash) location.reload(); // to a place on this page nothing is loaded by itself
  }

  carry() {
    this.initial = "";
    this.isCarried = true;
    this.save();
    this.isDone = true;
  }

  // What was saved has arrived, or stands in another form now.
  discard() {
    clearTimeout(this.timer);
    this.isDone = true;
    storage.remove(this.key);
  }

  // The form as the server sends it back, with its errors.
  replaceForm(html) {
    const fresh = parsePage(html).getElementById(this.form.id);
    if (!fresh) return this.showStatus(messages.offline);
    this.discard(); // the words came back with the form, which knows the version they are upon now
    this.form.replaceWith(document.adoptNode(fresh));
    const successor = new AutosavedForm(fresh);
    forms.push(successor);
    successor.initial = ""; // the server has not stored it yet
    successor.save();
    fresh.querySelector("[role=alert]")?.scrollIntoView({ block: "center" });
    globalThis.htmx?.process(fresh);
    return successor;
  }

  showStatus(message, link) {
    let line = this.form.querySelector(".autosave-status");
    if (!line) {
      line = Object.assign(document.createElement("p"), {
        className: "hint autosave-status",
        role: "status",
      });
      this.form.append(line);
    }
    line.textContent = message;
    if (link) line.append(" ", link);
  }
}

function restoreField(field, { typed, upon }) {
  if (VERSION_FIELDS.includes(field.name) && upon[field.name]) field.value = upon[field.name];
  if (!field.name || NOT_TYPED.includes(field.name)) return;
  const values = typed.filter(([name]) => name === field.name).map(([, value]) => value);
  const isTyped = field.type !== "hidden" || "carried" in field.dataset;
  if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
  else if (values.length && field.type !== "submit" && isTyped) [field.value] = values;
}

// The answer to another step, where this one sums them up.
function showAnswer(element) {
  element.textContent = element.closest("form").elements[element.dataset.shows].value;
  element.hidden = !element.textContent;
}

function cameFromStepOf(form) {
  const [page] = form.action.split("?");
  return "step" in form.elements && document.referrer.split("?")[0] === page;
}

// Shows saved words whose form is gone, because what they belong to has ended, for their owner to take along.
function showOrphans(template) {
  const prefix = `${storage.personPrefix(page)}form:${template.dataset.unsentPath}`;
  const present = forms.map((form) => form.key);
  for (const key of storage.keys(prefix).filter((key) => !present.includes(key))) {
    const notice = template.content.cloneNode(true).firstElementChild;
    const words = JSON.parse(storage.read(key)).typed.filter(([field]) => field === "words");
    notice.querySelector("[data-words]").textContent = words.map(([, value]) => value).join("\n");
    notice.querySelector("button").addEventListener("click", () => {
      storage.remove(key);
      notice.remove();
    });
    template.after(notice);
  }
}

// A tapped example fills the field that it is for, and any others in `data-fill-fields`.
function fillFromExample({ target }) {
  const button = target.closest("[data-fill]");
  if (!button) return;
  const field = document.getElementById(button.dataset.fill);
  field.value = button.textContent.trim();
  for (const [name, value] of Object.entries(JSON.parse(button.dataset.fillFields ?? "{}")))
    field.form.elements[name].value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

// Signed out in another tab, or left the couple: the reload leads to the page that fits.
function followSignOut({ key }) {
  if (key !== "signed-out") return;
  storage.close(page);
  location.reload();
}

// A page that comes back as it was left, after its form was sent, is out of date.
function reloadIfSent({ persisted }) {
  if (persisted && forms.some((form) => form.isDone)) location.reload();
}

storage.removeOtherPeople(page);
const forms = [...document.querySelectorAll("form[data-autosave]")].map((form) => new AutosavedForm(form));
document.querySelectorAll("template[data-unsent-path]").forEach(showOrphans);
document.addEventListener("click", fillFromExample);
addEventListener("storage", followSignOut);
addEventListener("pageshow", reloadIfSent);
addEventListener("pagehide", () => forms.forEach((form) => form.save()));
