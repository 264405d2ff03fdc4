// The parts of a form that grow: chips with their strengths, rows of pairs, people. Without scripts the server does it.
export function dress(form, changed) {
  const grown = { traits, pairs: rows, people }[form.dataset.kind];
  grown?.(form, changed);
}

const copy = (form, what) =>
  form.querySelector(`template[data-${what}]`).content.firstElementChild.cloneNode(true);

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

function traits(form, changed) {
  const chips = form.querySelector("[data-chips]");
  const strengths = form.querySelector("[data-strengths]");
  const own = form.elements.own;
  const rowOf = (word) =>
    [...strengths.querySelectorAll(".strength")].find(
      (row) => row.querySelector("[name=word]").value === word,
    );

  function pick(box) {
    const row = rowOf(box.value);
    if (box.checked && !row) strengths.append(strength(box.value));
    if (!box.checked) row?.remove();
    strengths.hidden = !strengths.querySelector(".strength");
  }

  function strength(word) {
    const row = copy(form, "strength");
    row.querySelector(".strength-word").textContent = word;
    row.querySelector("[name=word]").value = word;
    return row;
  }

  function add() {
    for (const word of own.value
      .split(/[,;]/)
      .map((part) => part.trim().replace(/\s+/g, " "))
      .filter(Boolean)) {
      const known = [...chips.querySelectorAll("input")].find(
        (box) => box.value.toLowerCase() === word.toLowerCase(),
      );
      const box = known ?? chip(word);
      box.checked = true;
      pick(box);
    }
    own.value = "";
    own.focus();
    changed();
  }

  function chip(word) {
    const label = copy(form, "chip");
    label.querySelector("span").textContent = word;
    label.querySelector("input").value = word;
    chips.append(label);
    return label.querySelector("input");
  }

  chips.addEventListener("change", (event) => {
    pick(event.target);
    changed();
  });
  form.querySelector("[data-add]").addEventListener("click", (event) => {
    event.preventDefault();
    add();
  });
  own.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    add();
  });
}

// Every row gets its own id with its first letter, so that it stays the same row however often it is saved.
function rows(form) {
  const all = form.querySelector("[data-rows]");
  all.addEventListener(
    "input",
    (event) => {
      const id = event.target.closest(".pair, .person").querySelector("[name=pair], [name=person]");
      if (!id.value) id.value = newId();
    },
    true,
  );
  form.querySelector("[data-more]").addEventListener("click", (event) => {
    event.preventDefault();
    const row = copy(form, "row");
    const number = row.querySelector("legend");
    if (number) number.textContent = `${number.textContent.trim()} ${all.children.length + 1}`;
    all.append(row);
    row.querySelector("textarea, [type=text]").focus();
  });
}

function people(form, changed) {
  rows(form);
  const all = form.querySelector("[data-rows]");
  form.querySelector("[data-names]")?.addEventListener("change", (event) => {
    const empty = [...all.querySelectorAll(".person")].find(
      (row) => !row.querySelector("[name=name]").value && !row.querySelector("[name=person]").value,
    );
    const row = empty ?? all.appendChild(copy(form, "row"));
    row.querySelector("[name=name]").value = event.target.value;
    row.querySelector("[name=person]").value = newId();
    const chip = event.target.closest("label");
    (chip.nextElementSibling ?? chip.previousElementSibling)?.querySelector("input").focus();
    chip.remove();
    changed();
  });
}
