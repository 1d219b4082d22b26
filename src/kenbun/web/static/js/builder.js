// The rule builder: a tree of conditions as nested groups, read from and written to one hidden field as JSON.
// What a tree means, and whether it holds water, only the server says.
import { leafRow } from "./builder_leaf.js";
import { FIRST, subjectRow } from "./builder_subject.js";
import { button, element } from "./dom.js";

const KINDS = { all: "All of", any: "Any of", none: "None of" };
const FRESH = { field: "metadata.", operator: "equals", value: "" };

function groupBox(tree, place) {
  const kind = Object.keys(tree).find((key) => key in KINDS);
  const box = element("div", `group group-${kind}`);
  box.dataset.kind = kind;
  const choice = element("select", "form-select form-select-sm");
  choice.setAttribute("aria-label", "How these conditions are joined");
  for (const [value, words] of Object.entries(KINDS)) choice.add(new Option(words, value, false, value === kind));
  choice.addEventListener("change", () => {
    box.className = `group group-${choice.value}`;
    box.dataset.kind = choice.value;
    place.changed();
  });
  const head = element("div", "group-head", choice);
  if (place.nested) head.append(button("Remove this group", "x", () => remove(box, place), "btn btn-icon btn-sm btn-ghost-secondary"));
  const parts = element("div", "group-parts");
  const add = (part) => {
    const added = partBox(part, place);
    parts.append(added);
    place.changed();
    added.querySelector("input, select")?.focus();
  };
  const fresh = place.subjects ? FIRST : FRESH;
  const foot = element("div", "group-foot",
    button("Condition", "plus", () => add(fresh)), button("Group", "plus", () => add({ any: [fresh] })));
  parts.append(...tree[kind].map((part) => partBox(part, place)));
  box.append(head, parts, foot);
  return box;
}

function partBox(part, place) {
  const isGroup = Object.keys(part).some((key) => key in KINDS);
  if (isGroup) return groupBox(part, { ...place, nested: true });
  if (place.subjects) return subjectRow(part, { ...place, group: groupBox, read }, (row) => remove(row, place));
  return leafRow(part, place, (row) => remove(row, place));
}

// A group that has lost its last part goes as well: empty groups mean nothing.
function remove(box, place) {
  const parent = box.parentElement.closest(".group");
  box.remove();
  if (parent && !parent.querySelector(":scope > .group-parts > *")) {
    if (parent.parentElement.closest(".group")) return remove(parent, place);
  }
  place.changed();
}

function read(box) {
  if (box.matches(".leaf")) return box.read();
  return { [box.dataset.kind]: [...box.querySelector(":scope > .group-parts").children].map(read) };
}

// Errors name their node by its path: conditions.all[1].operator
function showErrors(builder, errors) {
  for (const [path, message] of Object.entries(errors)) {
    let box = builder.querySelector(":scope > .group");
    for (const [, index] of path.matchAll(/\[(\d+)\]/g)) {
      box = box?.querySelector(":scope > .group-parts")?.children[index] ?? box;
    }
    box?.append(element("div", "invalid-feedback d-block w-100", message));
  }
}

// `data-subjects` names what else than an event's metadata can be looked at. Several builders can stand in one form, each
// beside its own field.
export function build(builder) {
  const field = builder.parentElement.querySelector("[data-conditions]");
  const stored = field.value ? JSON.parse(field.value) : null;
  const subjects = builder.dataset.subjects ? JSON.parse(builder.dataset.subjects) : null;
  const place = { operators: JSON.parse(builder.dataset.operators), subjects, nested: false, changed: write };
  const tree = stored === null ? { all: [] } : Object.keys(stored).some((key) => key in KINDS) ? stored : { all: [stored] };
  const box = groupBox(tree, place);
  builder.append(box);
  showErrors(builder, JSON.parse(builder.dataset.errors));

  function write() {
    const now = read(box);
    field.value = Object.values(now)[0].length ? JSON.stringify(now) : "";
    // no complaints about what is still being filled in
    if ([...box.querySelectorAll(".leaf input")].every((input) => input.value.trim())) {
      field.dispatchEvent(new Event("tree-changed"));
    }
  }
}
