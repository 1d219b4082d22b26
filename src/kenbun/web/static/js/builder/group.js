// Conditions that are joined, and groups of them within.
import { button, element } from "../dom.js";
import { leafRow } from "./leaf.js";
import { LEAVES } from "./leaves/index.js";
import { handle } from "./moving.js";
import { select } from "./values.js";

export const KINDS = { all: "All of", any: "Any of", none: "None of" };
export const isGroup = (part) => Object.keys(part).some((key) => key in KINDS);

const fresh = ({ subjects }) =>
  subjects ? LEAVES[subjects[0].leaf].fresh(subjects[0]) : { field: "metadata.", operator: "equals", value: "" };

export function groupBox(tree, place) {
  const kind = Object.keys(tree).find((key) => key in KINDS);
  const box = element("div", `group group-${kind}`);
  box.dataset.kind = kind;
  const within = { ...place, nested: true };
  const choice = select("How these conditions are joined", Object.entries(KINDS), kind, () => {
    box.className = `group group-${choice.value}`;
    box.dataset.kind = choice.value;
    place.changed();
  });
  const head = element("div", "group-head", ...(place.nested ? [handle(box, place)] : []), choice, element("span", "node-count num"));
  if (place.nested) head.append(button("Remove this group", "x", () => place.remove(box), "btn btn-icon btn-sm btn-ghost-secondary leaf-remove"));
  const parts = element("div", "group-parts", ...tree[kind].map((part) => partBox(part, within)));
  const add = (part) => {
    const added = partBox(part, within);
    parts.append(added);
    place.changed();
    added.querySelector(".leaf-field input")?.focus();
  };
  const foot = element("div", "group-foot",
    button("Condition", "plus", () => add(fresh(place))), button("Group", "plus", () => add({ any: [fresh(place)] })));
  box.append(head, parts, foot);
  return box;
}

export const partBox = (part, place) => (isGroup(part) ? groupBox(part, place) : leafRow(part, place));

// A group that has lost its last part goes as well: empty groups mean nothing.
export function emptied(parent) {
  if (!parent || parent.querySelector(":scope > .group-parts > *")) return;
  const above = parent.parentElement.closest(".group, .leaf");
  if (!above?.matches(".group")) return;
  parent.remove();
  emptied(above);
}

export function read(box) {
  if (box.matches(".leaf")) return box.read();
  return { [box.dataset.kind]: [...box.querySelector(":scope > .group-parts").children].map(read) };
}
