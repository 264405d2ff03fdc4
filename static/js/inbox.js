// How many reminders are unread, kept current by the inbox socket: a mark on the list of dialogues, and in
// the inbox itself a line to look again.
const mark = document.querySelector("[data-inbox]");
const RETRY_AFTER = [1000, 2000, 5000, 15_000]; // ms
const FINAL_CODES = [4401, 1008]; // signed out; too many at once
let failures = 0;

function show(unseen) {
  mark.querySelector("[data-count]")?.replaceChildren(String(unseen));
  mark.hidden = unseen <= Number(mark.dataset.inbox);
}

function connect() {
  const socket = new WebSocket(`${location.origin.replace("http", "ws")}/ws/inbox/`);
  socket.addEventListener("message", ({ data }) => {
    failures = 0;
    show(JSON.parse(data).unseen);
  });
  socket.addEventListener("close", ({ code }) => {
    if (!FINAL_CODES.includes(code))
      setTimeout(connect, RETRY_AFTER[Math.min(failures++, RETRY_AFTER.length - 1)]);
  });
}

connect();
