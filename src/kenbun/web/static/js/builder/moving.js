// Conditions and groups change places: dragged by their handle, or by arrows while it has the focus.
import { button } from "../dom.js";

let dragged = null; // { node, place }

const parts = (group) => group.querySelector(":scope > .group-parts");
const groupOf = (node) => node.parentElement.closest(".group");
// What looks at an event's metadata stays with its event.
const scopeOf = (node) => node.closest("[data-scope]");

export function handle(node, place) {
  const grip = button("Move: arrows up and down among its neighbours, right into a group, left out of it", "grip", () => {}, "grip");
  grip.draggable = true;
  grip.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const before = groupOf(node);
    if (move(node, place)) done(node, before, place);
    grip.focus();
  });
  grip.addEventListener("dragstart", (event) => {
    dragged = { node, place };
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", ""); // Firefox drags nothing without data
    event.dataTransfer.setDragImage(node, 8, 8);
    node.classList.add("is-dragged");
  });
  grip.addEventListener("dragend", () => {
    node.classList.remove("is-dragged");
    unmark();
    dragged = null;
  });
  return grip;
}

const MOVES = {
  ArrowUp: (node) => node.previousElementSibling && (node.previousElementSibling.before(node), true),
  ArrowDown: (node) => node.nextElementSibling && (node.nextElementSibling.after(node), true),
  ArrowLeft: (node) => {
    const group = groupOf(node);
    if (group.parentElement.closest(".group") === null || scopeOf(group.parentElement.closest(".group")) !== scopeOf(node)) return false;
    group.after(node);
    return true;
  },
  // Into the group above; where there is none, into a new one.
  ArrowRight: (node, place) => {
    const above = node.previousElementSibling;
    if (above?.matches(".group")) parts(above).append(node);
    else {
      const fresh = place.group({ any: [] }, { ...place, nested: true });
      node.before(fresh);
      parts(fresh).append(node);
    }
    return true;
  },
};

function done(node, before, place) {
  const group = groupOf(node);
  if (before !== group) place.emptied(before);
  place.changed();
  const siblings = [...parts(group).children];
  const joined = group.querySelector(":scope > .group-head select").selectedOptions[0].text;
  place.say(`Moved: ${siblings.indexOf(node) + 1} of ${siblings.length} in “${joined}”.`);
}

// Where it would fall: beside a condition, by the half that the pointer is in, or at either end of a group.
function spot(event) {
  const over = event.target.closest?.(".leaf, .group-head, .group-foot, .group");
  if (!over || !dragged || dragged.node.contains(over) || scopeOf(over) !== scopeOf(dragged.node)) return null;
  const { top, height } = over.getBoundingClientRect();
  if (over.matches(".leaf")) return { over, way: event.clientY < top + height / 2 ? "before" : "after" };
  if (over.matches(".group-head")) return { over: over.closest(".group"), way: "first" };
  return { over: over.closest(".group"), way: "last" };
}

const unmark = () => {
  for (const one of document.querySelectorAll("[data-drop]")) delete one.dataset.drop;
};

document.addEventListener("dragover", (event) => {
  const found = dragged && spot(event);
  unmark();
  if (!found) return;
  event.preventDefault();
  found.over.dataset.drop = found.way;
});

document.addEventListener("drop", (event) => {
  const found = dragged && spot(event);
  if (!found) return;
  event.preventDefault();
  const { node, place } = dragged;
  const before = groupOf(node);
  if (found.way === "first") parts(found.over).prepend(node);
  else if (found.way === "last") parts(found.over).append(node);
  else found.over[found.way](node);
  done(node, before, place);
});
