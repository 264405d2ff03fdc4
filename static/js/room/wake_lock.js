// Keeps the screen on while a dialogue is open and in view, where the browser can.
let lock = null;

export async function keepAwake(isOpen) {
  if (!isOpen) {
    lock?.release().catch(() => {});
    lock = null;
  } else if (document.visibilityState === "visible" && (!lock || lock.released)) {
    lock = await navigator.wakeLock?.request("screen").catch(() => null);
  }
}
