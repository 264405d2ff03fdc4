// Search as one types. Owns the tab's sessionStorage key "…search" with {typed, scroll, steps}: what stands
// in the box and how far the results were opened, for the way back. The address and the history never hold
// it.
import { parsePage } from "./dom.js";
import { isPageExpired, reloadLink, signInLink } from "./session.js";
import { personPrefix } from "./storage.js";

const SEARCH_AFTER = 150; // ms after the last key
const TIMEOUT = 10_000; // ms
const form = document.getElementById("search");
const box = form.elements.q;
const talks = document.getElementById("talks");
const earlier = document.getElementById("earlier");
const messages = document.getElementById("autosave").dataset;
const RESULT_IDS = ["found", "talks", "earlier"];
const KEY = `${personPrefix(form)}search`;
let timer;
let request; // the AbortController of the latest query: only its answer is shown
let steps = []; // beyond the first results: the id of a dialogue of which all is shown, or "" for earlier ones

// Storage may be closed: then the box is empty on the way back.
function withStorage(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

function save() {
  const state = { typed: box.value, scroll: Math.round(scrollY), steps };
  withStorage((tab) => (box.value ? tab.setItem(KEY, JSON.stringify(state)) : tab.removeItem(KEY)));
}

function removeOtherPeoplesSearches() {
  withStorage((tab) =>
    Object.keys(tab)
      .filter((key) => /^imago:.*:search$/.test(key) && key !== KEY)
      .forEach((key) => tab.removeItem(key)),
  );
}

function showStatus(...parts) {
  document.getElementById("found").replaceChildren(...parts);
}

function showTryLater(button) {
  button.nextElementSibling?.remove(); // from an earlier try
  const hint = { className: "hint", role: "status", textContent: form.dataset.later };
  button.after(Object.assign(document.createElement("span"), hint));
}

// Results leave the screen; what was typed stays in the box, and is there again after signing in.
function askToSignIn() {
  for (const id of RESULT_IDS) document.getElementById(id).replaceChildren();
  showStatus(messages.signedOut, " ", signInLink(messages.signInUrl, messages.signIn));
}

// Returns the page of results; null where there is none, or a later query has been sent meanwhile.
async function query(onFailure, extra = {}) {
  clearTimeout(timer);
  request?.abort();
  const current = (request = new AbortController());
  const timeout = setTimeout(() => current.abort(), TIMEOUT);
  const body = new URLSearchParams([...new FormData(form), ...Object.entries(extra)]);
  const answer = await fetchPage(body, current.signal).catch(() => null);
  clearTimeout(timeout);
  if (current !== request) return null;
  if (answer?.isExpired) return void showStatus(messages.stale, " ", reloadLink(messages.reload));
  if (answer?.status === 403) return void askToSignIn();
  if (answer?.status !== 200) return void onFailure();
  const page = parsePage(answer.html);
  return page.getElementById("talks") ? page : void location.assign(form.action); // another page: go where it leads
}

async function fetchPage(body, signal) {
  const response = await fetch(form.action, { method: "POST", body, signal });
  return { status: response.status, isExpired: isPageExpired(response), html: await response.text() };
}

async function search() {
  steps = [];
  const page = await query(() => showStatus(form.dataset.offline));
  if (!page) return null;
  for (const id of RESULT_IDS)
    document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
  return page;
}

// Shows all of one dialogue in its place, or earlier dialogues below. Returns the first link that was not
// there before.
async function showMore(button) {
  const talk = button.closest(".search-result");
  const shown = talk ? talk.querySelectorAll(".link-list a").length : 0;
  const page = await query(() => showTryLater(button), { [button.name]: button.value });
  if (!page) return null;
  const results = [...page.getElementById("talks").children];
  if (talk) talk.replaceWith(...results);
  else {
    talks.append(...results);
    earlier.replaceChildren(...page.getElementById("earlier").childNodes);
  }
  steps.push(talk ? button.value : "");
  save();
  return results[0]?.querySelectorAll(talk ? ".link-list a" : "a")[shown] ?? box;
}

// Whether the page came with the answer to what stands in the box: putting it there once more would take the
// results from under a thumb.
const isAnswered = () => box.value !== "" && box.value === box.defaultValue;

async function restore({ typed, scroll, steps: taken = [] }) {
  box.value = typed;
  if (!isAnswered() && !(await search())) return;
  for (const step of taken) {
    if (box.value !== typed) return; // typed on meanwhile
    const button = document.querySelector(step ? `[name="only"][value="${step}"]` : '[name="after"]');
    if (button && !(await showMore(button))) return;
  }
  scrollTo(0, scroll);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (event.submitter?.name) return (await showMore(event.submitter))?.focus({ preventScroll: true });
  box.blur(); // the keyboard makes room for the results
  search();
});
box.addEventListener("input", () => {
  steps = [];
  save();
  clearTimeout(timer);
  timer = setTimeout(search, SEARCH_AFTER);
});
addEventListener("pagehide", () => {
  if (withStorage((tab) => tab.getItem(KEY))) save(); // after signing out the key is gone, and stays so
});

removeOtherPeoplesSearches();
history.replaceState(null, "", form.action); // the way back asks for the page plainly, never by a form again
const saved = withStorage((tab) => JSON.parse(tab.getItem(KEY)));
if (saved && [saved.typed, ""].includes(box.value)) await restore(saved);
else {
  if (box.value) save(); // typed on another page
  else box.focus();
  // Even with an empty box: it decrypts the dialogues, so that the first key is answered quickly.
  if (!isAnswered()) await search();
}
