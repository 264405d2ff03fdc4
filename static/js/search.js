// Searching while one types. What stands in the box, and how far one has gone on in what it finds, is kept in this tab, so
// that it is there again on the way back; the address and the history never hold it.
import { isStale, loadAgain } from "./stale.js";
import { mine } from "./store.js";

const SOON = 150; // ms after the last key
const PATIENCE = 10_000; // ms
const form = document.getElementById("search"),
  box = form.elements.q;
const talks = document.getElementById("talks"),
  earlier = document.getElementById("earlier");
const said = document.getElementById("keeper").dataset;
const PARTS = ["found", "talks", "earlier"]; // of the page that are filled anew
const NAME = `${mine(form)}search`;
let timer, asked;
let steps = []; // beyond what is found first: a dialogue of which all is shown, or "" for earlier ones

// Storage may be closed: then the box is empty on the way back.
function stored(work) {
  try {
    return work(sessionStorage);
  } catch {
    return null;
  }
}

function keep() {
  const at = { typed: box.value, scroll: Math.round(scrollY), steps };
  stored((tab) => (box.value ? tab.setItem(NAME, JSON.stringify(at)) : tab.removeItem(NAME)));
}

// What somebody else looked for in this tab goes.
function forgetOthers() {
  stored((tab) =>
    Object.keys(tab)
      .filter((key) => /^imago:.*:search$/.test(key) && key !== NAME)
      .forEach((key) => tab.removeItem(key)),
  );
}

function say(words, ...more) {
  document.getElementById("found").replaceChildren(words, ...more);
}

function later(button) {
  button.nextElementSibling?.remove(); // said before
  button.after(
    Object.assign(document.createElement("span"), {
      className: "hint",
      role: "status",
      textContent: form.dataset.later,
    }),
  );
}

// What was found goes from the screen; what was typed stays in the box, and stands there again afterwards.
function signIn() {
  for (const part of PARTS) document.getElementById(part).replaceChildren();
  const href = `${said.signInUrl}?next=${encodeURIComponent(location.pathname)}`;
  say(said.signedOut, " ", Object.assign(document.createElement("a"), { href, textContent: said.signIn }));
}

// The page that answers; null where none does, or something else was asked meanwhile: only what was asked last is shown.
async function ask(missed, part = {}) {
  clearTimeout(timer);
  asked?.abort();
  const now = (asked = new AbortController());
  const late = setTimeout(() => now.abort(), PATIENCE);
  const body = new URLSearchParams([...new FormData(form), ...Object.entries(part)]);
  const answer = await fetch(form.action, { method: "POST", body, signal: now.signal })
    .then(async (page) => ({ status: page.status, stale: isStale(page), html: await page.text() }))
    .catch(() => null);
  clearTimeout(late);
  if (now !== asked) return null;
  if (answer?.stale) return void say(said.stale, " ", loadAgain(said.reload));
  if (answer?.status === 403) return void signIn();
  if (answer?.status !== 200) return void missed();
  const page = new DOMParser().parseFromString(answer.html, "text/html");
  return page.getElementById("talks") ? page : void location.assign(form.action); // another page: go where it leads
}

async function look() {
  steps = [];
  const page = await ask(() => say(form.dataset.offline));
  for (const part of page ? PARTS : [])
    document.getElementById(part).replaceChildren(...page.getElementById(part).childNodes);
  return page;
}

// All of one dialogue, in its place, or the earlier ones below; gives the first link that was not there before.
async function goOn(button) {
  const talk = button.closest(".talk"),
    shown = talk ? talk.querySelectorAll(".link-list a").length : 0;
  const page = await ask(() => later(button), { [button.name]: button.value });
  if (!page) return null;
  const found = [...page.getElementById("talks").children];
  if (talk) talk.replaceWith(...found);
  else {
    talks.append(...found);
    earlier.replaceChildren(...page.getElementById("earlier").childNodes);
  }
  steps.push(talk ? button.value : "");
  keep();
  return found[0]?.querySelectorAll(talk ? ".link-list a" : "a")[shown] ?? box;
}

// On the way back: the words, how far one had gone on, and where one was.
async function comeBack({ typed, scroll, steps: taken = [] }) {
  if (!box.value) box.value = typed;
  if (!(await look())) return;
  for (const step of taken) {
    const button = document.querySelector(step ? `[name="only"][value="${step}"]` : '[name="after"]');
    if (button && !(await goOn(button))) return;
  }
  scrollTo(0, scroll);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (event.submitter?.name) return (await goOn(event.submitter))?.focus({ preventScroll: true });
  box.blur(); // the keyboard makes room for what was found
  look();
});
box.addEventListener("input", () => {
  steps = [];
  keep();
  clearTimeout(timer);
  timer = setTimeout(look, SOON);
});
addEventListener("pagehide", () => stored((tab) => tab.getItem(NAME)) && keep()); // not after signing out: then it is gone

forgetOthers();
history.replaceState(null, "", form.action); // a page that was asked for by a form is asked for plainly on the way back
const back = stored((tab) => JSON.parse(tab.getItem(NAME)));
if (back) await comeBack(back);
else {
  box.focus();
  await look(); // also with an empty box: then the words are open when the first key comes
}
