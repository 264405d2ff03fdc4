// How much is open, kept current by the inbox socket: on badges, and in the inbox itself a line to look again.
// `data-inbox` is the number up to which there is nothing to show. A page with `data-open`, the number that it was
// made for, reloads with each announcement, and at most once because its number was out of date from the start.
// `data-shown` says which moves it shows; the socket tells at once if there are others. If no socket opens, the page
// asks `data-news` now and then instead.
const marks = document.querySelectorAll("[data-inbox]");
const RETRY_AFTER = [1000, 2000, 5000, 15_000]; // ms
const ASK_EVERY = 20_000; // ms
const SIGNED_OUT = 4401;
const TOO_MANY = 1008; // sockets of this person
const page = document.querySelector("[data-open]");
const shown = page?.dataset.shown ? `?shown=${page.dataset.shown}` : "";
const isReloaded = performance.getEntriesByType("navigation")[0]?.type === "reload";
let failures = 0;

function show(open) {
  for (const mark of marks) {
    mark.querySelector("[data-count]")?.replaceChildren(String(open));
    mark.hidden = open <= Number(mark.dataset.inbox);
  }
}

function connect() {
  const socket = new WebSocket(`${location.origin.replace("http", "ws")}/ws/inbox/${shown}`);
  let isFirst = true;
  socket.addEventListener("message", ({ data }) => {
    const { open, news } = JSON.parse(data);
    failures = 0;
    show(open);
    const isOtherNumber = open !== Number(page?.dataset.open) && !isReloaded;
    if (page && (news || !isFirst || isOtherNumber)) location.reload();
    isFirst = false;
  });
  socket.addEventListener("close", ({ code }) => {
    if (code === SIGNED_OUT && page && !isFirst) location.reload(); // what it shows is for nobody else
    if (code === TOO_MANY) failures = RETRY_AFTER.length; // so that the page asks
    if (code !== SIGNED_OUT && code !== TOO_MANY)
      setTimeout(connect, RETRY_AFTER[Math.min(failures++, RETRY_AFTER.length - 1)]);
  });
}

async function ask() {
  if (failures < 2 || document.hidden) return;
  const response = await fetch(page.dataset.news + shown).catch(() => null);
  if (response?.headers.has("HX-Refresh")) location.reload();
}

connect();
if (page?.dataset.news) setInterval(ask, ASK_EVERY);
