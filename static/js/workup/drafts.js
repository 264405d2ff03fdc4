// Answers that are still only on this phone: what a form held, kept until the server has it. Each page keeps its own.
import { isStale } from "../stale.js";
import * as store from "../store.js";

export const SAVED = "saved",
  CONFLICT = "conflict",
  REFUSED = "refused",
  UNREADABLE = "unreadable",
  GONE = "gone",
  SIGNED_OUT = "signedOut",
  STALE = "stale",
  OFFLINE = "offline";
const BECAME = { 200: SAVED, 400: UNREADABLE, 403: SIGNED_OUT, 404: GONE, 409: CONFLICT, 422: REFUSED };
const PATIENCE = 8000; // ms
const token = document.querySelector("[name=csrfmiddlewaretoken]").value; // the quick exit empties the page

const prefix = (page) => `${store.mine(page)}answer:`;

export const nameOf = (page, writer, url) => `${prefix(page)}${writer}:${url}`;

export function keep(name, fields) {
  store.write(name, JSON.stringify(fields));
}

export const drop = store.drop;

// All that is kept: its name, its text, the address of its form and what stood in it.
export function kept(page) {
  return store.keys(prefix(page)).flatMap((name) => {
    const text = store.read(name);
    const url = name.slice(prefix(page).length).replace(/^[^:]*:/, "");
    try {
      return [{ name, text, url, fields: JSON.parse(text) }];
    } catch {
      return [];
    }
  });
}

// Send a form's fields: what became of them, and what the server says.
export async function send(url, fields, keepalive = false) {
  const body = new URLSearchParams([
    ...fields.filter(([field]) => field !== "csrfmiddlewaretoken"),
    ["csrfmiddlewaretoken", token],
  ]);
  const how = {
    method: "POST",
    body,
    keepalive,
    redirect: "manual",
    headers: { Accept: "application/json" },
  };
  try {
    const answer = await fetch(url, { ...how, signal: AbortSignal.timeout?.(PATIENCE) });
    if (answer.type === "opaqueredirect") return { became: SIGNED_OUT };
    const became = isStale(answer) ? STALE : (BECAME[answer.status] ?? OFFLINE);
    return { became, said: [SAVED, CONFLICT, REFUSED].includes(became) ? await answer.json() : null };
  } catch {
    return { became: OFFLINE };
  }
}

// Send what is kept for all addresses but one. What could not be stored is returned, with what it met.
export async function sendKept(page, except = "") {
  const left = [];
  for (const one of kept(page).filter(({ url }) => url !== except)) {
    const { became } = await send(one.url, one.fields);
    if (became !== SAVED) left.push({ ...one, became });
    else if (store.read(one.name) === one.text) drop(one.name); // its own page may be writing on
  }
  return left;
}
