// Reading a past dialogue: opens folded turns that a link or the printer needs, and sets a star without
// leaving the page.
import { openDetailsAround } from "./dom.js";

function showLinkedTurn() {
  const turn = /^#turn-\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
  if (!turn) return;
  openDetailsAround(turn.parentElement);
  turn.scrollIntoView();
}

function openAllTurns() {
  for (const details of document.querySelectorAll(".intermediate-turns")) details.open = true;
}

// Where the answer is a page instead of a star (signed out, erased), the browser goes there.
async function toggleStar(event) {
  const form = event.target.closest("form.star");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  const body = new URLSearchParams(new FormData(form));
  body.set(button.name, button.value);
  const headers = { Accept: "application/json" };
  const response = await fetch(form.action, { method: "POST", body, headers }).catch(() => null);
  if (!response) return;
  if (!response.ok || !response.headers.get("Content-Type")?.includes("json"))
    return location.assign(response.redirected ? response.url : location.pathname);
  const { on } = await response.json();
  button.dataset.starred = on ? "yes" : "no";
  button.value = on ? "no" : "yes";
}

document.addEventListener("submit", toggleStar);
// This tab still has what was searched for, and the place in its results. Without a script the form searches
// again.
document.getElementById("to-search")?.addEventListener("submit", (event) => {
  event.preventDefault();
  location.assign(event.target.action);
});
addEventListener("hashchange", showLinkedTurn);
addEventListener("beforeprint", openAllTurns);
showLinkedTurn();
