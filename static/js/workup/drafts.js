// Answers that are still only on this phone: what a form held, kept until the server has it. Owns the storage
// keys "…answer:<writer>:<path>" with a list of [field, value]; each page has a key of its own.
import { isPageExpired } from "../session.js";
import * as storage from "../storage.js";

// What becomes of an answer that was sent
export const SAVED = "saved";
export const CONFLICT = "conflict"; // another device has saved meanwhile
export const REFUSED = "refused"; // the form has an error
export const UNREADABLE = "unreadable";
export const GONE = "gone"; // the question is not asked any more
export const SIGNED_OUT = "signedOut";
export const STALE = "stale";
export const OFFLINE = "offline";
const BY_STATUS = { 200: SAVED, 400: UNREADABLE, 403: SIGNED_OUT, 404: GONE, 409: CONFLICT, 422: REFUSED };
const TIMEOUT = 8000; // ms
const token = document.querySelector("[name=csrfmiddlewaretoken]").value; // read now: the quick exit empties the page

const keyPrefix = (page) => `${storage.personPrefix(page)}answer:`;

export const draftKey = (page, writer, path) => `${keyPrefix(page)}${writer}:${path}`;

export function saveDraft(key, fields) {
  storage.write(key, JSON.stringify(fields));
}

export const removeDraft = storage.remove;

// Returns every draft: its key, its stored text, the path of its form and that form's fields.
export function listDrafts(page) {
  return storage.keys(keyPrefix(page)).flatMap((key) => {
    const text = storage.read(key);
    const path = key.slice(keyPrefix(page).length).replace(/^[^:]*:/, "");
    try {
      return [{ key, text, path, fields: JSON.parse(text) }];
    } catch {
      return [];
    }
  });
}

// Sends a form's fields. Returns the outcome, and the server's answer where there is one.
export async function send(path, fields, keepalive = false) {
  const ownFields = fields.filter(([field]) => field !== "csrfmiddlewaretoken");
  const body = new URLSearchParams([...ownFields, ["csrfmiddlewaretoken", token]]);
  const headers = { Accept: "application/json" };
  try {
    const signal = AbortSignal.timeout?.(TIMEOUT);
    const options = { method: "POST", body, keepalive, redirect: "manual", headers, signal };
    const response = await fetch(path, options);
    if (response.type === "opaqueredirect") return { outcome: SIGNED_OUT };
    const outcome = isPageExpired(response) ? STALE : (BY_STATUS[response.status] ?? OFFLINE);
    return { outcome, answer: [SAVED, CONFLICT, REFUSED].includes(outcome) ? await response.json() : null };
  } catch {
    return { outcome: OFFLINE };
  }
}

// Sends all drafts but those of one path. Returns the ones that could not be stored, each with its outcome.
export async function sendDrafts(page, exceptPath = "") {
  const left = [];
  for (const draft of listDrafts(page).filter(({ path }) => path !== exceptPath)) {
    const { outcome } = await send(draft.path, draft.fields);
    if (outcome !== SAVED) left.push({ ...draft, outcome });
    else if (storage.read(draft.key) === draft.text) removeDraft(draft.key); // its own page may be writing on
  }
  return left;
}
