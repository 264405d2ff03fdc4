// Any page: sends what is still on this phone. The overview says so where something needs a look.
import { CONFLICT, GONE, REFUSED, UNREADABLE, drop, sendKept } from "./drafts.js";
import * as store from "../store.js";

const TYPED = /^(words|own|name|cell-\d)$/;
const page = document.getElementById("sender");
const notice = document.getElementById("kept");

async function sendAll() {
  const left = await sendKept(page);
  if (notice) tell(left);
}

function tell(left) {
  notice.hidden = left.length === 0;
  if (notice.hidden) return;
  const first = left.find(({ became }) => [CONFLICT, REFUSED, GONE, UNREADABLE].includes(became));
  notice.replaceChildren(notice.dataset.words);
  if (first?.became === CONFLICT || first?.became === REFUSED) notice.append(" ", link(first.url));
  else if (first) notice.append(" ", ...farewell(first));
}

function link(url) {
  return Object.assign(document.createElement("a"), { href: url, textContent: notice.dataset.look });
}

// Their question is not asked any more, or not like this: the words are shown, and go when their owner says so.
function farewell({ name, fields }) {
  const words = document.createElement("p");
  words.className = "written";
  words.textContent = fields
    .filter(([field, value]) => TYPED.test(field) && value)
    .map(([, value]) => value)
    .join("\n");
  const button = document.createElement("button");
  Object.assign(button, {
    type: "button",
    className: "button button--quiet",
    textContent: notice.dataset.letGo,
  });
  button.addEventListener("click", () => {
    drop(name);
    sendAll();
  });
  return [words, button];
}

store.forgetOthers(page);
sendAll();
addEventListener("online", sendAll);
