// Searching while one types. What stands in the box is kept in this tab, so that it is there again on the way back; the
// address and the history never hold it.
import { mine } from "./store.js";

const SOON = 150; // ms after the last key
const PATIENCE = 10_000; // ms
const form = document.getElementById("search"), box = form.elements.q;
const said = document.getElementById("keeper").dataset;
const PARTS = ["found", "talks", "more"]; // of the page that are filled anew
const NAME = `${mine(form)}search`;
let timer, asked;

// Storage may be closed: then the box is empty on the way back.
function stored(work) {
  try { return work(sessionStorage); } catch { return null; }
}

function keep() {
  const at = { typed: box.value, scroll: Math.round(scrollY) };
  stored((tab) => (box.value ? tab.setItem(NAME, JSON.stringify(at)) : tab.removeItem(NAME)));
}

// What somebody else looked for in this tab goes.
function forgetOthers() {
  stored((tab) => Object.keys(tab).filter((key) => /^imago:.*:search$/.test(key) && key !== NAME).forEach((key) => tab.removeItem(key)));
}

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!page.getElementById("talks")) return location.assign(form.action); // another page: go where it leads
  for (const part of PARTS) document.getElementById(part).replaceChildren(...page.getElementById(part).childNodes);
}

function say(words, ...more) {
  document.getElementById("found").replaceChildren(words, ...more);
}

// What was found goes from the screen; what was typed stays in the box, and stands there again afterwards.
function signIn() {
  for (const part of PARTS) document.getElementById(part).replaceChildren();
  const href = `${said.signInUrl}?next=${encodeURIComponent(location.pathname)}`;
  say(said.signedOut, " ", Object.assign(document.createElement("a"), { href, textContent: said.signIn }));
}

// Only the answer to what was asked last is shown.
async function look() {
  clearTimeout(timer);
  asked?.abort();
  const now = asked = new AbortController();
  const late = setTimeout(() => now.abort(), PATIENCE);
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), signal: now.signal })
    .then(async (page) => ({ status: page.status, html: await page.text() })).catch(() => null);
  clearTimeout(late);
  if (now !== asked) return;
  if (answer?.status === 200) show(answer.html);
  else if (answer?.status === 403) signIn();
  else say(form.dataset.offline);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  box.blur(); // the keyboard makes room for what was found
  look();
});
box.addEventListener("input", () => {
  keep();
  clearTimeout(timer);
  timer = setTimeout(look, SOON);
});
addEventListener("pagehide", () => stored((tab) => tab.getItem(NAME)) && keep()); // not after signing out: then it is gone

forgetOthers();
const back = stored((tab) => JSON.parse(tab.getItem(NAME)));
if (!back) box.focus();
else if (!box.value) box.value = back.typed;
await look(); // also with an empty box: then the words are open when the first key comes
if (back) scrollTo(0, back.scroll);
