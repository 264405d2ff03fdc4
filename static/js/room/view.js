// What of the room is in view. With little height, as over an open keyboard, `data-cramped` on the room lets the
// style sheet keep only whose turn it is, what to do, the partner's last words, the box and its button.
const CRAMPED_BELOW = 420; // px

// Whether the cards before a first dialogue fit above what there is to do.
export const hasRoomForCards = () => !matchMedia("(max-height: 40rem)").matches;

export function updateView(room) {
  const view = window.visualViewport;
  if (view) room.toggleAttribute("data-cramped", view.height * view.scale < CRAMPED_BELOW);
  for (const words of room.querySelectorAll(".turn-words")) makeScrollable(words);
  const box = document.activeElement;
  if (box?.matches("form[data-move] textarea")) box.form.scrollIntoView({ block: "nearest" });
}

// By keyboard, too.
function makeScrollable(words) {
  if (words.hasAttribute("role")) return; // faded: a button
  if (words.scrollHeight > words.clientHeight + 1) words.tabIndex = 0;
  else words.removeAttribute("tabindex");
}
