// A dialogue to read: who comes to a turn that is folded away, or prints the page, finds it open.
const open = (inside) => { for (let fold = inside?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true; };

function arrive() {
  const turn = /^#turn-\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
  if (!turn) return;
  open(turn.parentElement);
  turn.scrollIntoView();
}

// This tab still has what was looked for, and where in it one was. Without a script the marked words are looked for again.
document.getElementById("to-search")?.addEventListener("submit", (event) => {
  event.preventDefault();
  location.assign(event.target.action);
});
addEventListener("hashchange", arrive);
addEventListener("beforeprint", () => { for (const fold of document.querySelectorAll(".on-the-way")) fold.open = true; });
arrive();
