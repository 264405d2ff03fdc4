// On any page: sends the workup's answers that are still on this phone. The overview has #kept, which says so
// where one of them needs a look.
import { makeLink } from "../session.js";
import * as storage from "../storage.js";
import { CONFLICT, GONE, REFUSED, UNREADABLE, removeDraft, sendDrafts } from "./drafts.js";

const TYPED_FIELD = /^(words|own|name|cell-\d)$/;
const page = document.getElementById("sender");
const notice = document.getElementById("kept");

async function sendAll() {
  const left = await sendDrafts(page);
  if (notice) show(left);
}

function show(left) {
  notice.hidden = left.length === 0;
  if (notice.hidden) return;
  const first = left.find(({ outcome }) => [CONFLICT, REFUSED, GONE, UNREADABLE].includes(outcome));
  notice.replaceChildren(notice.dataset.words);
  if (first?.outcome === CONFLICT || first?.outcome === REFUSED)
    notice.append(" ", makeLink(first.path, notice.dataset.look));
  else if (first) notice.append(" ", ...makeFarewell(first));
}

// The question is not asked any more, or not like this: shows the words until their owner discards them.
function makeFarewell({ key, fields }) {
  const typed = fields.filter(([field, value]) => TYPED_FIELD.test(field) && value);
  const textContent = typed.map(([, value]) => value).join("\n");
  const words = Object.assign(document.createElement("p"), { className: "quoted", textContent });
  const button = document.createElement("button");
  const className = "button button--quiet";
  Object.assign(button, { type: "button", className, textContent: notice.dataset.letGo });
  button.addEventListener("click", () => {
    removeDraft(key);
    sendAll();
  });
  return [words, button];
}

storage.removeOtherPeople(page);
sendAll();
addEventListener("online", sendAll);
