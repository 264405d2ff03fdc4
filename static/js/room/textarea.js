// A box for words: it grows, counts towards its limit, and hints gently at what is hard to hear. The hint never
// leaves the phone.
const LIMIT = 4000;
const COUNT_FROM = 3600;
const GROWS_BY_ITSELF = CSS.supports("field-sizing", "content");
const number = new Intl.NumberFormat(document.documentElement.lang || "en");

export function updateTextarea(box) {
  grow(box);
  showCount(box);
  showHint(box);
}

function grow(box) {
  if (GROWS_BY_ITSELF) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

function showCount(box) {
  const length = box.value.length;
  let counter = box.form.querySelector(".counter");
  if (length <= COUNT_FROM) return counter?.remove();
  if (!counter) {
    counter = Object.assign(document.createElement("p"), { className: "hint counter" });
    box.after(counter);
  }
  counter.textContent = `${number.format(length)} / ${number.format(LIMIT)}`;
}

function showHint(box) {
  const hint = box.form.querySelector(".wording-hint");
  if (!hint) return;
  const words = box.value.toLowerCase();
  const isIn = (phrase) => words.includes(phrase.toLowerCase());
  const found = JSON.parse(box.dataset.wordingHints).find(({ phrases }) => phrases.some(isIn));
  hint.hidden = !found;
  if (found) hint.textContent = found.text;
}

// Ctrl or Cmd with Enter.
export function isSendShortcut(event) {
  return event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
}
