// Sends or copies the invitation's link, where the browser can.
const link = document.getElementById("link");
const actions = document.querySelector("[data-share]");
const send = actions.querySelector("[data-send]");
const copy = actions.querySelector("[data-copy]");
actions.hidden = false;
send.hidden = !navigator.share;
send.addEventListener("click", () =>
  navigator.share({ url: link.value }).catch(() => {
    /* they thought better of it */
  }),
);
copy.addEventListener("click", async () => {
  link.select();
  try {
    await navigator.clipboard.writeText(link.value);
  } catch {
    document.execCommand("copy");
  } // no clipboard on plain http
  copy.textContent = copy.dataset.done;
});
