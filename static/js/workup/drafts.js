// Answers that are still only on this phone: what their form held, kept until the server has it.
import * as store from "../store.js";

export const SAVED = "saved", CONFLICT = "conflict", REFUSED = "refused", SIGNED_OUT = "signedOut", GONE = "gone", OFFLINE = "offline";

const name = (page, url) => `${store.mine(page)}answer:${url}`;

export function keep(page, url, fields) {
  store.write(name(page, url), JSON.stringify(fields));
}

export function drop(page, url) {
  store.drop(name(page, url));
}

// What is kept, as pairs of an address and the fields of its form.
export function kept(page) {
  const prefix = name(page, "");
  return store.keys(prefix).flatMap((key) => {
    try { return [[key.slice(prefix.length), JSON.parse(store.read(key))]]; } catch { return []; }
  });
}

// Send a form's fields: what became of them, and what the server says.
export async function send(url, fields, keepalive = false) {
  const body = new URLSearchParams(fields);
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body, keepalive, redirect: "manual", headers: { Accept: "application/json" } });
  } catch {
    return { became: OFFLINE };
  }
  if (answer.type === "opaqueredirect" || answer.status === 403) return { became: SIGNED_OUT };
  if (answer.status === 404) return { became: GONE };
  if (![200, 409, 422].includes(answer.status)) return { became: OFFLINE };
  const said = await answer.json().catch(() => null);
  if (!said) return { became: OFFLINE };
  return { became: { 200: SAVED, 409: CONFLICT, 422: REFUSED }[answer.status], said };
}

// Send all that is kept but for one address. What could not be stored is returned, as address, fields and what it met.
export async function sendKept(page, except = "") {
  const left = [];
  for (const [url, fields] of kept(page).filter(([address]) => address !== except)) {
    const { became } = await send(url, withToken(fields));
    if (became === SAVED) drop(page, url);
    else left.push({ url, fields, became });
  }
  return left;
}

// A form that was kept gets the token of the page that sends it.
export function withToken(fields) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  return [...fields.filter(([field]) => field !== "csrfmiddlewaretoken"), ["csrfmiddlewaretoken", token]];
}
