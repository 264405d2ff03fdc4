// The quick exit: one tap, or Esc three times. It runs before the page is drawn, so that it works from the first moment.
// No module: a module would wait for the page.
(() => {
  "use strict";
  const BLANK = "/blank/";
  const PATIENCE = 1500; // ms for the server to sign out, behind an already empty page
  const TRIPLE = 1500; // ms in which Esc counts three times

  function store(area, work) {
    try {
      work(window[area]);
    } catch {
      /* storage may be closed: leaving must go on */
    }
  }

  function forget(kept = "-") {
    for (const area of ["localStorage", "sessionStorage"]) {
      store(area, (box) => {
        Object.keys(box)
          .filter((key) => key.startsWith("imago:") && !key.startsWith(kept))
          .forEach((key) => box.removeItem(key));
      });
    }
  }

  // Signing out takes all of it off the phone; leaving the couple only what belonged to the two.
  function over(form) {
    const left = form.matches("[data-forget]");
    forget(left ? "imago:user-" : "-");
    store("localStorage", (box) => box.setItem("signed-out", `${left ? "left " : ""}${Date.now()}`));
  }

  function blank() {
    const head = document.createElement("head"); // without one, the tab would keep no title
    const scheme = document.createElement("meta");
    Object.assign(scheme, { name: "color-scheme", content: "light dark" }); // no white flash at night
    head.append(scheme);
    document.documentElement.replaceChildren(head);
    document.documentElement.removeAttribute("lang");
    document.title = "New tab";
  }

  async function signOut() {
    store("localStorage", (box) => box.setItem("leaving", "1")); // said again at the next page if nobody hears it now
    await fetch("/exit/", { method: "POST", keepalive: true, redirect: "manual" });
    store("localStorage", (box) => box.removeItem("leaving"));
  }

  let gone = false;
  async function leave() {
    if (gone) return;
    gone = true;
    blank();
    forget();
    store("sessionStorage", (box) => box.setItem("left", "1"));
    const patience = new Promise((done) => setTimeout(done, PATIENCE));
    await Promise.race([signOut().catch(() => {}), patience]);
    location.replace(BLANK);
  }

  // Back, in the tab that was left, leads to the empty page again.
  function wentBack() {
    let left = false;
    store("sessionStorage", (box) => {
      left = box.getItem("left") === "1";
    });
    if (!left) return false;
    if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") return true;
    store("sessionStorage", (box) => box.removeItem("left"));
    return false;
  }

  let presses = [];
  function pressed(event) {
    if (event.key !== "Escape") return;
    presses = [...presses.filter((at) => event.timeStamp - at < TRIPLE), event.timeStamp];
    if (presses.length >= 3) leave();
  }

  if (wentBack()) {
    document.documentElement.hidden = true;
    location.replace(BLANK);
  }
  store("localStorage", (box) => {
    if (box.getItem("leaving") === "1") leave();
  });
  addEventListener("storage", ({ key, newValue }) => {
    // from another tab
    if (key === "leaving" && newValue) leave();
    if (key === "signed-out" && newValue) forget(newValue.startsWith("left ") ? "imago:user-" : "-"); // what this one has kept
  });
  addEventListener("keydown", pressed, true);
  addEventListener(
    "submit",
    (event) => {
      if (event.target.id === "exit") {
        event.preventDefault();
        leave();
      } else if (event.target.matches("[data-forget], [action$='/logout/']")) over(event.target);
    },
    true,
  );
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      document.documentElement.hidden = true;
      location.reload();
    }
  });
})();
