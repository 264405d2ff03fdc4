// The account is gone, and with it all that this phone kept for it, in other tabs too.
import { forget } from "./store.js";

forget(() => true);
try {
  localStorage.setItem("signed-out", String(Date.now()));
} catch {
  /* nothing was kept there */
}
