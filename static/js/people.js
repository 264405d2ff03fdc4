// Small things on the pages about people: the browser's time zone, and nothing left behind when signed out.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
document.querySelectorAll("[data-time-zone]").forEach((field) => { field.value = zone || ""; });

if (!("signedIn" in document.body.dataset)) {
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      const box = window[name];
      Object.keys(box).filter((key) => key.startsWith("imago:")).forEach((key) => box.removeItem(key));
    } catch { /* storage may be closed */ }
  }
}
