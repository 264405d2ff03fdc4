// A form with `data-keep`: what is typed stays on this phone until the server has it.
import { isStale, loadAgain } from "./stale.js";
import * as store from "./store.js";

const SOON = 300,
  PATIENCE = 10_000; // ms
const UPON = ["key", "seen", "upon", "review"]; // which form it was typed into, and upon which version
const NOT_TYPED = ["csrfmiddlewaretoken", "act", ...UPON];
const page = document.getElementById("keeper");

class Kept {
  constructor(form) {
    this.form = form;
    this.name = `${store.mine(page)}form:${new URL(form.action).pathname}`;
    this.before = this.text();
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => this.submit(event));
    this.restore();
  }

  fields() {
    return [...new FormData(this.form)].filter(
      ([name, value]) => !NOT_TYPED.includes(name) && typeof value === "string",
    );
  }

  text() {
    return JSON.stringify(this.fields());
  }

  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), SOON);
  }

  keep() {
    clearTimeout(this.timer);
    if (this.sent) return;
    if (this.text() === this.before) return void store.drop(this.name);
    const upon = Object.fromEntries(UPON.map((name) => [name, this.form.elements[name]?.value]));
    store.write(this.name, JSON.stringify({ typed: this.fields(), upon }));
  }

  // Words of an earlier visit that never arrived stand in the form again, upon what they were typed upon.
  restore() {
    const kept = JSON.parse(store.read(this.name) ?? "null");
    if (!kept || JSON.stringify(kept.typed) === this.before) return void store.drop(this.name);
    for (const field of this.form.elements) {
      if (UPON.includes(field.name) && kept.upon[field.name]) field.value = kept.upon[field.name];
      if (!field.name || NOT_TYPED.includes(field.name)) continue;
      const values = kept.typed.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else if (values.length && field.type !== "submit" && field.type !== "hidden") [field.value] = values;
    }
    for (let fold = this.form.closest("details"); fold; fold = fold.parentElement.closest("details"))
      fold.open = true;
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
    this.say(page.dataset.back);
  }

  async submit(event) {
    event.preventDefault();
    this.keep();
    const button = event.submitter ?? this.form.querySelector("button");
    this.say("");
    const answer = await this.send(button).catch(() => null);
    button.removeAttribute("aria-busy");
    if (!answer) return this.say(page.dataset.offline);
    if (answer.status === 200 && answer.headers.get("Content-Type")?.includes("json"))
      return this.done(await answer.json());
    if (isStale(answer)) return this.say(page.dataset.stale).append(" ", loadAgain(page.dataset.reload));
    if (answer.status === 403) return this.signIn();
    if (answer.status === 404) return this.say(page.dataset.gone);
    return this.showAgain(await answer.text());
  }

  send(button) {
    const body = new URLSearchParams(new FormData(this.form));
    if (button.name) body.set(button.name, button.value);
    return fetch(this.form.action, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout?.(PATIENCE),
    });
  }

  // What is on the phone has arrived, or stands in another form now: this one keeps nothing more.
  letGo() {
    clearTimeout(this.timer);
    this.sent = true;
    store.drop(this.name);
  }

  done({ next }) {
    this.letGo();
    const here = new URL(next, location.href);
    location.assign(here);
    if (here.pathname === location.pathname) location.reload();
  }

  // The form as the server gives it back, with what it says of it.
  showAgain(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(this.form.id);
    if (!fresh) return this.say(page.dataset.offline);
    this.letGo(); // it came back with the form, which knows what it is upon now
    this.form.replaceWith(document.adoptNode(fresh));
    const again = new Kept(fresh);
    forms.push(again);
    again.before = ""; // it is not stored yet
    again.keep();
    const words = fresh.querySelector("[role=alert]");
    words?.scrollIntoView({ block: "center" });
    globalThis.htmx?.process(fresh);
    return again;
  }

  signIn() {
    const href = `${page.dataset.signInUrl}?next=${encodeURIComponent(location.pathname)}`;
    this.say(page.dataset.signedOut).append(
      " ",
      Object.assign(document.createElement("a"), { href, textContent: page.dataset.signIn }),
    );
  }

  say(words) {
    let line = this.form.querySelector(".kept-line");
    if (!line) {
      line = Object.assign(document.createElement("p"), { className: "hint kept-line", role: "status" });
      this.form.append(line);
    }
    line.textContent = words;
    return line;
  }
}

// Signed out in another tab: nothing may be kept any more. Who only left the couple is led home.
function signedOutElsewhere({ key }) {
  if (key !== "signed-out") return;
  store.close(page);
  location.reload();
}

// Words whose form is not here any more, because what they belong to has ended: shown, to be taken along.
function showLost(template) {
  const place = `${store.mine(page)}form:${template.dataset.lost}`;
  const here = forms.map((form) => form.name);
  for (const name of store.keys(place).filter((found) => !here.includes(found))) {
    const note = template.content.cloneNode(true).firstElementChild;
    const words = JSON.parse(store.read(name))
      .typed.filter(([field]) => field === "words")
      .map(([, value]) => value);
    note.querySelector("[data-words]").textContent = words.join("\n");
    note.querySelector("button").addEventListener("click", () => {
      store.drop(name);
      note.remove();
    });
    template.after(note);
  }
}

store.forgetOthers(page);
const forms = [...document.querySelectorAll("form[data-keep]")].map((form) => new Kept(form));
document.querySelectorAll("template[data-lost]").forEach(showLost);
addEventListener("storage", signedOutElsewhere);
addEventListener("pagehide", () => forms.forEach((form) => form.keep()));

// An example that is picked stands in the box, to be changed.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-into]");
  if (!button) return;
  const box = document.getElementById(button.dataset.into);
  box.value = button.textContent.trim();
  for (const [name, value] of Object.entries(JSON.parse(button.dataset.also ?? "{}")))
    box.form.elements[name].value = value;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
});
