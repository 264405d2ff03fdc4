// A dialogue to read: who comes to a turn that is folded away, or prints the page, finds it open; a star is kept at once.
const open = (inside) => {
  for (let fold = inside?.closest("details"); fold; fold = fold.parentElement.closest("details"))
    fold.open = true;
};

function arrive() {
  const turn = /^#turn-\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
  if (!turn) return;
  open(turn.parentElement);
  turn.scrollIntoView();
}

// Where the answer is anything else than a star, the page that it is may say so itself.
async function keep(event) {
  const form = event.target.closest("form.star");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  const body = new URLSearchParams(new FormData(form));
  body.set(button.name, button.value);
  const answer = await fetch(form.action, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
  }).catch(() => null);
  if (!answer?.ok || !answer.headers.get("Content-Type")?.includes("json"))
    return answer && location.assign(answer.redirected ? answer.url : location.pathname);
  const { on } = await answer.json();
  button.dataset.kept = on ? "yes" : "no";
  button.value = on ? "no" : "yes";
}

document.addEventListener("submit", keep);
// This tab still has what was looked for, and where in it one was. Without a script the marked words are looked for again.
document.getElementById("to-search")?.addEventListener("submit", (event) => {
  event.preventDefault();
  location.assign(event.target.action);
});
addEventListener("hashchange", arrive);
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll(".on-the-way")) fold.open = true;
});
arrive();
