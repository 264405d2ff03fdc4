// What every page does beside its own work: the service worker, and kept-back buttons.
if (window.isSecureContext && "serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch(() => { /* the app works without it */ });
}

// A form is sent once, however often a tired thumb taps.
addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.matches("#exit, [data-move]")) return;
  const button = event.submitter;
  if (button?.getAttribute("aria-busy") === "true") event.preventDefault();
  else button?.setAttribute("aria-busy", "true");
});
