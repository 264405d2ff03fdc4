// Sends or copies the invitation's link, where the browser can.
const link = document.getElementById("link");
const actions = document.querySelector("[data-share]");
const sendButton = actions.querySelector("[data-send]");
const copyButton = actions.querySelector("[data-copy]");

function send() {
  navigator.share({ url: link.value }).catch(() => {
    /* they thought better of it */
  });
}

async function copy() {
  link.select();
  try {
    await navigator.clipboard.writeText(link.value);
  } catch {
    document.execCommand("copy"); // no clipboard on plain http
  }
  copyButton.textContent = copyButton.dataset.done;
}

actions.hidden = false;
sendButton.hidden = !navigator.share;
sendButton.addEventListener("click", send);
copyButton.addEventListener("click", copy);
