// Telling the person what has changed: for the eye, the ear and the hand.
export function arrive(room, stage, before, added) {
  const theirs = added.filter((turn) => turn.dataset.slot !== room.dataset.slot);
  announce(room, [...theirs, stage.element.querySelector(".whose"), title(stage)]);
  if (stage.step === before.step && stage.mine === before.mine) return;
  const typing = document.activeElement?.matches("textarea, select");
  if (stage.mine && !typing) {
    bringIntoView(theirs.at(-1), stage.element);
    title(stage).focus({ preventScroll: true });
  } else if (document.activeElement === document.body) {
    title(stage).focus({ preventScroll: true }); // the button that was pressed is gone
  }
  if (stage.mine && !before.mine && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(30);
}

const title = (stage) => stage.element.querySelector(".step-title");

function announce(room, parts) {
  const text = parts
    .flatMap((part) => [...(part.children.length ? part.children : [part])])
    .map((part) => part.textContent.trim().replace(/[.!?]$/, ""))
    .join(". ");
  room.querySelector("#announcer").textContent = text;
}

// The stage, with the words it is about above it where both fit.
function bringIntoView(turn, stage) {
  const first = turn && turn.offsetHeight < innerHeight / 3 ? turn : stage;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  first.scrollIntoView({ block: "start", behavior: calm ? "instant" : "smooth" });
}

export function refuse(room, message) {
  const box = room.querySelector("#refusal");
  box.textContent = message;
  box.hidden = !message;
  if (message) box.scrollIntoView({ block: "nearest" });
}

// Words whose box is gone stay in sight.
export function keepWords(room, words) {
  let box = room.querySelector("#kept-words");
  if (!box) {
    box = document.createElement("textarea");
    Object.assign(box, { id: "kept-words", rows: 3, readOnly: true });
    const label = document.createElement("label");
    Object.assign(label, { htmlFor: box.id, textContent: room.dataset.kept });
    const beside = document.createElement("p");
    beside.className = "kept-words";
    beside.append(label, box);
    room.querySelector(".beside").before(beside);
  }
  if (!box.value.split("\n\n").includes(words)) box.value = [box.value, words].filter(Boolean).join("\n\n");
}
