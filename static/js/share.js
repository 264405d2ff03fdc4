// Sends the invitation's message with the phone's own sheet, or copies it where there is none.
const message = document.getElementById("message");
const button = document.querySelector("[data-share]");

function send() {
  navigator.share({ text: message.value }).catch(() => {
    /* they thought better of it */
  });
}

async function copy() {
  message.select();
  try {
    await navigator.clipboard.writeText(message.value);
  } catch {
    document.execCommand("copy"); // no clipboard on plain http
  }
  button.textContent = button.dataset.done;
}

if (navigator.share) button.textContent = button.dataset.send;
button.addEventListener("click", navigator.share ? send : copy);
