// The parts of an answer's form that grow: chips with their strengths, rows of pairs, rows of people. Each
// enhances one `data-kind` of form; without scripts the server adds rows. Nothing is stored here.
import { randomId } from "../ids.js";

export function enhanceForm(form, onChange) {
  const enhance = { traits: enhanceTraits, pairs: enhanceRows, people: enhancePeople }[form.dataset.kind];
  enhance?.(form, onChange);
}

const cloneTemplate = (form, name) =>
  form.querySelector(`template[data-${name}]`).content.firstElementChild.cloneNode(true);

function enhanceTraits(form, onChange) {
  const chips = form.querySelector("[data-chips]");
  const ownWord = form.elements.own;

  function addOwnWords() {
    for (const word of splitWords(ownWord.value)) {
      const box = findChip(chips, word) ?? addChip(form, chips, word);
      box.checked = true;
      updateStrength(form, box);
    }
    ownWord.value = "";
    ownWord.focus();
    onChange();
  }

  chips.addEventListener("change", (event) => {
    updateStrength(form, event.target);
    onChange();
  });
  form.querySelector("[data-add]").addEventListener("click", (event) => {
    event.preventDefault();
    addOwnWords();
  });
  ownWord.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    addOwnWords();
  });
}

function splitWords(text) {
  const parts = text.split(/[,;]/);
  return parts.map((part) => part.trim().replace(/\s+/g, " ")).filter(Boolean);
}

function findChip(chips, word) {
  const boxes = [...chips.querySelectorAll("input")];
  return boxes.find((box) => box.value.toLowerCase() === word.toLowerCase());
}

function addChip(form, chips, word) {
  const label = cloneTemplate(form, "chip");
  label.querySelector("span").textContent = word;
  label.querySelector("input").value = word;
  chips.append(label);
  return label.querySelector("input");
}

// A chip that is picked has a row for its strength.
function updateStrength(form, box) {
  const strengths = form.querySelector("[data-strengths]");
  const rows = [...strengths.querySelectorAll(".strength")];
  const row = rows.find((row) => row.querySelector("[name=word]").value === box.value);
  if (box.checked && !row) strengths.append(makeStrength(form, box.value));
  if (!box.checked) row?.remove();
  strengths.hidden = !strengths.querySelector(".strength");
}

function makeStrength(form, word) {
  const row = cloneTemplate(form, "strength");
  row.querySelector(".strength-word").textContent = word;
  row.querySelector("[name=word]").value = word;
  return row;
}

// Each row gets an id with its first letter, so that it stays the same row however often it is saved.
function enhanceRows(form) {
  const rows = form.querySelector("[data-rows]");
  rows.addEventListener(
    "input",
    (event) => {
      const id = event.target.closest(".pair, .person").querySelector("[name=pair], [name=person]");
      if (!id.value) id.value = randomId(9);
    },
    true,
  );
  form.querySelector("[data-more]").addEventListener("click", (event) => {
    event.preventDefault();
    const row = cloneTemplate(form, "row");
    const legend = row.querySelector("legend");
    if (legend) legend.textContent = `${legend.textContent.trim()} ${rows.children.length + 1}`;
    rows.append(row);
    row.querySelector("textarea, [type=text]").focus();
  });
}

function enhancePeople(form, onChange) {
  enhanceRows(form);
  form.querySelector("[data-names]")?.addEventListener("change", (event) => {
    addPerson(form, event.target.value);
    const chip = event.target.closest("label");
    (chip.nextElementSibling ?? chip.previousElementSibling)?.querySelector("input").focus();
    chip.remove();
    onChange();
  });
}

function addPerson(form, name) {
  const rows = form.querySelector("[data-rows]");
  const isEmpty = (row) => ["name", "person"].every((field) => !row.querySelector(`[name=${field}]`).value);
  const empty = [...rows.querySelectorAll(".person")].find(isEmpty);
  const row = empty ?? rows.appendChild(cloneTemplate(form, "row"));
  row.querySelector("[name=name]").value = name;
  row.querySelector("[name=person]").value = randomId(9);
}
