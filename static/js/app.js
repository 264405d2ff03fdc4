// What every page does: registers the service worker (sw.js), sends each form once, and leaves the offline
// page as soon as the server answers.
const RETRY_EVERY = 8000; // ms

if (window.isSecureContext && "serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch(() => {
    /* the app works without it */
  });
}

// However often a tired thumb taps. Moves of a dialogue have their own outbox.
function sendOnce(event) {
  if (event.defaultPrevented || event.target.matches("#exit, [data-move]")) return;
  const button = event.submitter;
  if (button?.getAttribute("aria-busy") === "true") event.preventDefault();
  else button?.setAttribute("aria-busy", "true");
}

async function retry() {
  const response = await fetch("/robots.txt", { cache: "no-store" }).catch(() => null);
  if (response?.ok) location.reload();
}

addEventListener("submit", sendOnce);
if (document.querySelector("[data-retry]")) {
  addEventListener("online", retry);
  setInterval(retry, RETRY_EVERY);
}
