// A deck of prompts, one at a time. A tap puts the prompt into its box, but never over anyone's own words.
// Without a script the whole deck is a list. Stems are ways to go deeper: a tap adds one after what's in the box.
let index = 0;

// Call it again whenever the server may have sent new ones.
export function updatePrompts() {
  for (const stem of document.querySelectorAll("[data-stem]")) stem.disabled = false;
  const deck = document.getElementById("prompts");
  if (!deck) return;
  const prompts = [...deck.querySelectorAll(".prompt-list > li")];
  const idea = deck.querySelector("[data-prompt]");
  idea.textContent = prompts[index % prompts.length].textContent.trim();
  idea.disabled = !deck.dataset.target;
  deck.querySelector(".prompt-list").hidden = true;
  deck.querySelector(".prompt-card").hidden = false;
}

function fill(deck, prompt) {
  const box = document.getElementById(deck.dataset.target);
  const isFree = !box.value.trim();
  deck.querySelector("[data-prompt-kept]").hidden = isFree;
  if (isFree) write(box, "", prompt);
}

// It starts a new sentence. It replaces a stem that was tapped before and still waits for its words.
function addStem(chip) {
  const list = chip.closest("[data-target]");
  const box = document.getElementById(list.dataset.target);
  const stems = [...list.querySelectorAll("[data-stem]")].map((one) => one.textContent);
  const words = box.value.trimEnd();
  const waiting = stems.find((stem) => words.endsWith(stem)) ?? "";
  const said = words.slice(0, words.length - waiting.length).trimEnd();
  write(box, said && `${said}${/\p{P}$/u.test(said) ? "" : "."} `, chip.textContent);
}

// The gap that the opening leaves is selected, to be typed over.
function write(box, said, opening) {
  box.closest("details:not([open])")?.setAttribute("open", "");
  box.value = said + opening;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
  const gap = said.length + opening.indexOf("...");
  if (opening.includes("...")) box.setSelectionRange(gap, gap + 3);
}

document.addEventListener("click", ({ target }) => {
  if (target.matches("[data-stem]")) return addStem(target);
  const deck = target.closest("#prompts");
  if (!deck) return;
  if (target.matches("[data-prompt]")) fill(deck, target.textContent);
  if (target.matches("[data-another-prompt]")) {
    index += 1;
    deck.querySelector("[data-prompt-kept]").hidden = true;
    updatePrompts();
  }
});

updatePrompts();
