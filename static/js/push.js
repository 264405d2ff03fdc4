// Reminders on this phone: what it can do, said in a sentence, and the address under which it is reached.
const section = document.querySelector("[data-push]");

function show(...states) {
  for (const part of section.querySelectorAll("[data-when]"))
    part.hidden = !states.includes(part.dataset.when);
}

function isForTheHomeScreen() {
  return /iPhone|iPad/.test(navigator.userAgent) && !matchMedia("(display-mode: standalone)").matches;
}

async function state() {
  if (!window.isSecureContext) return "plain";
  if (!("PushManager" in window) || !("Notification" in window))
    return isForTheHomeScreen() ? "home" : "cannot";
  if (Notification.permission === "denied") return "denied";
  const worker = await navigator.serviceWorker.getRegistration();
  const found = Notification.permission === "granted" && (await worker?.pushManager.getSubscription());
  return found && (await isKnown(found)) ? "on" : "can";
}

// Whether the server reminds whoever sits here on this very phone.
async function isKnown({ endpoint }) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  const name = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return section.dataset.known.split(" ").includes(name);
}

function bytes(text) {
  const padded = text
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
}

async function subscribe() {
  const worker = await navigator.serviceWorker.ready;
  await (await worker.pushManager.getSubscription())?.unsubscribe();
  return worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(section.dataset.push),
  });
}

async function add(event) {
  const form = event.target;
  event.preventDefault();
  if ((await Notification.requestPermission()) !== "granted") return show("denied");
  try {
    const { endpoint, keys } = (await subscribe()).toJSON();
    for (const [name, value] of Object.entries({ endpoint, ...keys })) form.elements[name].value = value;
    form.submit();
  } catch {
    show("failed", "can");
  }
}

section.querySelector("form").addEventListener("submit", add);
state().then((found) => show(found));
