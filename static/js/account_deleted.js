// The account is deleted: clears all that this phone kept for it, and tells other tabs by the key
// "signed-out".
import { removeWhere } from "./storage.js";

removeWhere(() => true);
try {
  localStorage.setItem("signed-out", String(Date.now()));
} catch {
  /* nothing was stored */
}
