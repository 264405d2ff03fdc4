// How much is open, kept current by the inbox socket: on badges, and in the inbox itself a line to look again.
// `data-inbox` is the number up to which there is nothing to show. A page with `data-open`, the number that it was
// made for, loads again with whatever is announced; for a number that differs from the start only once.
const marks = document.querySelectorAll("[data-inbox]");
const RETRY_AFTER = [1000, 2000, 5000, 15_000]; // ms
const FINAL_CODES = [4401, 1008]; // signed out; too many at once
const page = document.querySelector("[data-open]");
const isReloaded = performance.getEntriesByType("navigation")[0]?.type === "reload";
let failures = 0;

function show(open) {
  for (const mark of marks) {
    mark.querySelector("[data-count]")?.replaceChildren(String(open));
    mark.hidden = open <= Number(mark.dataset.inbox);
  }
}

function connect() {
  const socket = new WebSocket(`${location.origin.replace("http", "ws")}/ws/inbox/`);
  let isFirst = true;
  socket.addEventListener("message", ({ data }) => {
    const { open } = JSON.parse(data);
    failures = 0;
    show(open);
    const isNews = isFirst ? open !== Number(page?.dataset.open) && !isReloaded : true;
    if (page && isNews) location.reload();
    isFirst = false;
  });
  socket.addEventListener("close", ({ code }) => {
    if (!FINAL_CODES.includes(code))
      setTimeout(connect, RETRY_AFTER[Math.min(failures++, RETRY_AFTER.length - 1)]);
  });
}

connect();
