// Practising alone: shows the answer without sending what was typed anywhere.
const form = document.getElementById("practice");
const answer = document.getElementById("answer");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const words = form.elements.words.value.trim();
  const own = document.getElementById("own");
  own.querySelector("blockquote").textContent = words;
  own.hidden = !words;
  answer.hidden = false;
  answer.focus({ preventScroll: true });
  answer.scrollIntoView({ block: "start" });
});
