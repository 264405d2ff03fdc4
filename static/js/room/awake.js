// The screen stays on while a dialogue is open and in view, where the browser can do that.
let lock = null;

export async function stayAwake(open) {
  if (!open) {
    lock?.release().catch(() => {});
    lock = null;
  } else if (document.visibilityState === "visible" && (!lock || lock.released)) {
    lock = await navigator.wakeLock?.request("screen").catch(() => null);
  }
}
