// The quick exit: one tap, or Esc three times, empties the page and this phone's storage, and signs out. Owns
// the storage keys "leaving", "left" and "signed-out", by which other tabs follow. Every page runs it before
// it is drawn, so that it works from the first moment; it is no module, because a module waits for the page.
(() => {
  "use strict";
  const BLANK = "/blank/";
  const SIGN_OUT_WITHIN = 1500; // ms for the server, behind an already empty page
  const TRIPLE_WITHIN = 1500; // ms in which Esc counts three times
  const LEFT_COUPLE = "left "; // what "signed-out" begins with when only the couple was left

  function withStorage(area, use) {
    try {
      use(window[area]);
    } catch {
      /* storage may be closed: leaving must go on */
    }
  }

  function clearStorage(exceptPrefix = "-") {
    for (const area of ["localStorage", "sessionStorage"]) {
      withStorage(area, (storage) => {
        Object.keys(storage)
          .filter((key) => key.startsWith("imago:") && !key.startsWith(exceptPrefix))
          .forEach((key) => storage.removeItem(key));
      });
    }
  }

  // Signing out clears everything; leaving the couple only what belonged to the two.
  const clearAfter = (leftCouple) => clearStorage(leftCouple ? "imago:user-" : "-");

  // Other tabs load themselves again: only once the server has answered, or they would still be signed in.
  function signedOut(form) {
    const leftCouple = form.matches("[data-forget]");
    clearAfter(leftCouple);
    addEventListener("pagehide", () => {
      clearAfter(leftCouple);
      withStorage("localStorage", (storage) =>
        storage.setItem("signed-out", `${leftCouple ? LEFT_COUPLE : ""}${Date.now()}`),
      );
    });
  }

  function emptyPage() {
    window.speechSynthesis?.cancel();
    const head = document.createElement("head"); // without one, the tab would keep no title
    const scheme = document.createElement("meta");
    Object.assign(scheme, { name: "color-scheme", content: "light dark" }); // no white flash at night
    head.append(scheme);
    document.documentElement.replaceChildren(head);
    document.documentElement.removeAttribute("lang");
    document.title = "New tab";
  }

  // "leaving" stays if the server can't be reached, and the next page leaves again.
  async function signOut() {
    withStorage("localStorage", (storage) => storage.setItem("leaving", "1"));
    await fetch("/exit/", { method: "POST", keepalive: true, redirect: "manual" });
    withStorage("localStorage", (storage) => storage.removeItem("leaving"));
  }

  let isLeaving = false;
  async function leave() {
    if (isLeaving) return;
    isLeaving = true;
    emptyPage();
    clearStorage();
    withStorage("sessionStorage", (storage) => storage.setItem("left", "1"));
    const timeout = new Promise((resolve) => setTimeout(resolve, SIGN_OUT_WITHIN));
    await Promise.race([signOut().catch(() => {}), timeout]);
    location.replace(BLANK);
  }

  // Whether Back was pressed in the tab that was left: it leads to the empty page again.
  function cameBack() {
    let left = false;
    withStorage("sessionStorage", (storage) => {
      left = storage.getItem("left") === "1";
    });
    if (!left) return false;
    if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") return true;
    withStorage("sessionStorage", (storage) => storage.removeItem("left"));
    return false;
  }

  let presses = [];
  function countEscape(event) {
    if (event.key !== "Escape") return;
    presses = [...presses.filter((at) => event.timeStamp - at < TRIPLE_WITHIN), event.timeStamp];
    if (presses.length >= 3) leave();
  }

  function followOtherTab({ key, newValue }) {
    if (key === "leaving" && newValue) leave();
    // Another tab cleared the storage; this one may have stored more since.
    if (key === "signed-out" && newValue) clearAfter(newValue.startsWith(LEFT_COUPLE));
  }

  function onSubmit(event) {
    if (event.target.id === "exit") {
      event.preventDefault();
      leave();
    } else if (event.target.matches("[data-forget], [action$='/logout/']")) signedOut(event.target);
  }

  if (cameBack()) {
    document.documentElement.hidden = true;
    location.replace(BLANK);
  }
  withStorage("localStorage", (storage) => {
    if (storage.getItem("leaving") === "1") leave();
  });
  addEventListener("storage", followOtherTab);
  addEventListener("keydown", countEscape, true);
  addEventListener("submit", onSubmit, true);
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.documentElement.hidden = true;
    location.reload();
  });
})();
