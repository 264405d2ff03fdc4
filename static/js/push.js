// Reminders on this phone: subscribes it to web push, and shows the one part of a section (`data-push`) that says what
// it can do (`data-when`, a list of states).
function show(section, ...states) {
  for (const part of section.querySelectorAll("[data-when]"))
    part.hidden = !part.dataset.when.split(" ").some((state) => states.includes(state));
}

function needsHomeScreen() {
  return /iPhone|iPad/.test(navigator.userAgent) && !matchMedia("(display-mode: standalone)").matches;
}

async function findState(section) {
  if (!window.isSecureContext) return "plain";
  if (!("PushManager" in window) || !("Notification" in window)) return needsHomeScreen() ? "home" : "cannot";
  if (Notification.permission === "denied") return "denied";
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription =
    Notification.permission === "granted" && (await registration?.pushManager.getSubscription());
  return subscription && (await isKnown(section, subscription)) ? "on" : "can";
}

// Whether the server reminds whoever is signed in on this very phone.
async function isKnown(section, { endpoint }) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  const name = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return section.dataset.known.split(" ").includes(name);
}

function decodeBase64Url(text) {
  const padded = text
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
}

async function subscribe(section) {
  const registration = await navigator.serviceWorker.ready;
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  return registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: decodeBase64Url(section.dataset.push),
  });
}

async function submit(section, event) {
  const form = event.target;
  event.preventDefault();
  if ((await Notification.requestPermission()) !== "granted") return show(section, "denied");
  try {
    const { endpoint, keys } = (await subscribe(section)).toJSON();
    for (const [name, value] of Object.entries({ endpoint, ...keys })) form.elements[name].value = value;
    form.submit();
  } catch {
    show(section, "failed", "can");
  }
}

// A section that came without a page is offered by whoever inserts it.
export async function offerPush(section) {
  const form = section.querySelector("form[data-when=can]");
  form.addEventListener("submit", (event) => submit(section, event));
  show(section, await findState(section));
}

for (const section of document.querySelectorAll("[data-push]")) offerPush(section);
