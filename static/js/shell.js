// What every page does beside its own work: the service worker, and kept-back buttons.
if (window.isSecureContext && "serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch(() => {
    /* the app works without it */
  });
}

// A form is sent once, however often a tired thumb taps.
addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.matches("#exit, [data-move]")) return;
  const button = event.submitter;
  if (button?.getAttribute("aria-busy") === "true") event.preventDefault();
  else button?.setAttribute("aria-busy", "true");
});

// The offline page goes back to where the person was as soon as the server answers.
const RETRY = 8000;

async function retry() {
  const answer = await fetch("/robots.txt", { cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
}

if (document.querySelector("[data-retry]")) {
  addEventListener("online", retry);
  setInterval(retry, RETRY);
}
