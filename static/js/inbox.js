// How much waits, kept up by the socket of the inbox: on the list a mark, in the inbox itself a line to look again.
const place = document.querySelector("[data-inbox]");
const AGAIN = [1000, 2000, 5000, 15_000],
  FOR_GOOD = [4401, 1008]; // ms; signed out, or too many at once
let tries = 0;

function show(unseen) {
  place.querySelector("[data-count]")?.replaceChildren(String(unseen));
  place.hidden = unseen <= Number(place.dataset.inbox);
}

function listen() {
  const socket = new WebSocket(`${location.origin.replace("http", "ws")}/ws/inbox/`);
  socket.addEventListener("message", ({ data }) => {
    tries = 0;
    show(JSON.parse(data).unseen);
  });
  socket.addEventListener("close", ({ code }) => {
    if (!FOR_GOOD.includes(code)) setTimeout(listen, AGAIN[Math.min(tries++, AGAIN.length - 1)]);
  });
}

listen();
