// A deck of prompts, one at a time. A tap puts the prompt into its box, but never over anyone's own words.
// Without a script the whole deck is a list.
let index = 0;

// Call it again whenever the deck may have come from the server anew.
export function updatePrompts() {
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
  if (!isFree) return;
  box.value = prompt;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
  const gap = prompt.indexOf("...");
  if (gap >= 0) box.setSelectionRange(gap, gap + 3);
}

document.addEventListener("click", ({ target }) => {
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
