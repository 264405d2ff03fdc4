// The overview: sends what is still on this phone, and says so where something needs a look.
import { CONFLICT, GONE, REFUSED, drop, sendKept } from "./drafts.js";
import * as store from "../store.js";

const TYPED = /^(words|own|name|cell-\d)$/;
const page = document.getElementById("workup");
const notice = document.getElementById("kept");

async function sendAll() {
  const left = await sendKept(page);
  notice.hidden = left.length === 0;
  if (notice.hidden) return;
  const [first] = left;
  notice.replaceChildren(notice.dataset.words);
  if (first.became === CONFLICT || first.became === REFUSED) notice.append(" ", link(first.url));
  if (first.became === GONE) notice.append(" ", ...farewell(first));
}

function link(url) {
  return Object.assign(document.createElement("a"), { href: url, textContent: notice.dataset.look });
}

// Their question is not asked any more: the words are shown, to be copied, and go when their owner says so.
function farewell({ url, fields }) {
  const words = document.createElement("p");
  words.className = "written";
  words.textContent = fields.filter(([name, value]) => TYPED.test(name) && value).map(([, value]) => value).join("\n");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button button--quiet", textContent: notice.dataset.letGo });
  button.addEventListener("click", () => { drop(page, url); sendAll(); });
  return [words, button];
}

store.forget((key) => key.startsWith("imago:user-") && !key.startsWith(store.mine(page))); // whoever had this phone before
sendAll();
addEventListener("online", sendAll);
