// The overview: sends what is still on this phone, and says so where something needs a look.
import { CONFLICT, REFUSED, SAVED, drop, kept, send, withToken } from "./drafts.js";
import * as store from "../store.js";

const page = document.getElementById("workup");
const notice = document.getElementById("kept");

async function sendAll() {
  notice.hidden = true;
  for (const [url, fields] of kept(page)) {
    const { became } = await send(url, withToken(fields));
    if (became === SAVED) drop(page, url);
    else tell(became === CONFLICT || became === REFUSED ? url : "");
  }
}

function tell(url) {
  notice.replaceChildren(notice.dataset.words);
  notice.hidden = false;
  if (!url) return;
  const link = document.createElement("a");
  Object.assign(link, { href: url, textContent: notice.dataset.look });
  notice.append(" ", link);
}

sendAll();
addEventListener("online", sendAll);
store.forget((key) => key.startsWith("imago:user-") && !key.startsWith(store.mine(page))); // whoever had this phone before
