// A box for words: it grows, counts towards the end, and hints gently. The hint never leaves the phone.
const COUNT_FROM = 3600;
const GROWS = CSS.supports("field-sizing", "content");
const number = new Intl.NumberFormat(document.documentElement.lang || "en");

export function tend(box) {
  grow(box);
  count(box);
  hint(box);
}

function grow(box) {
  if (GROWS) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

function count(box) {
  const length = box.value.length;
  let sign = box.form.querySelector(".counter");
  if (length <= COUNT_FROM) return sign?.remove();
  if (!sign) {
    sign = document.createElement("p");
    sign.className = "hint counter";
    box.after(sign);
  }
  sign.textContent = `${number.format(length)} / ${number.format(4000)}`;
}

function hint(box) {
  const gentle = box.form.querySelector(".gentle");
  if (!gentle) return;
  const words = box.value.toLowerCase();
  gentle.hidden = !JSON.parse(box.dataset.gentle).some((phrase) => words.includes(phrase.toLowerCase()));
}

// Ctrl or Cmd with Enter sends.
export function sends(event) {
  return event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
}
