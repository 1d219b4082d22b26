// The rule builder: a tree of conditions as nested groups, read from and written to one hidden field as JSON.
// What a tree means, and whether it holds water, only the server says.
import { combobox } from "../combobox.js";
import { element } from "../dom.js";
import { KINDS, emptied, groupBox, isGroup, read } from "./group.js";

// Of all the conditions that are built, those that others are asked about: keys of metadata, values.
async function ask(what, query) {
  try {
    const answer = await fetch(`/builder/${what}?${new URLSearchParams(query)}`);
    return answer.ok ? (await answer.json()).options : [];
  } catch {
    return []; // one can type without being offered anything
  }
}

// Nodes are named by their path, `all[0].any[1]`: the numbers lead to them.
function nodeAt(builder, path) {
  let box = builder.querySelector(":scope > .group");
  for (const [, index] of path.split(".where")[0].matchAll(/\[(\d+)\]/g)) {
    box = box?.querySelector(":scope > .group-parts")?.children[index] ?? box;
  }
  return box;
}

export function showErrors(builder, errors) {
  for (const old of builder.querySelectorAll(".node-error")) old.remove();
  for (const [path, message] of Object.entries(errors)) {
    nodeAt(builder, path)?.append(element("div", "invalid-feedback d-block w-100 node-error", message));
  }
}

export function showCounts(builder, nodes) {
  for (const old of builder.querySelectorAll(".node-count")) old.replaceChildren();
  for (const { path, count } of nodes) {
    const node = nodeAt(builder, path);
    const place = node?.querySelector(node.matches(".leaf") ? ":scope > .node-count" : ":scope > .group-head > .node-count");
    place?.replaceChildren(count.toLocaleString("en"));
    if (place) place.title = "Would match if it stood alone";
  }
}

const unfinished = (box) => [...box.querySelectorAll(".leaf :is(input, select)")].some(
  (one) => !one.closest("[hidden]") && !("optional" in one.dataset) && !one.value.trim() && !(one.matches("select") && one.options.length),
);

// The focus goes to its neighbour.
function takeOut(node, builder) {
  const group = node.parentElement.closest(".group");
  const next = node.nextElementSibling ?? node.previousElementSibling ?? group;
  node.remove();
  emptied(group);
  (next?.isConnected ? next : builder).querySelector("input, select, button")?.focus();
}

// `data-vocabulary` names the operators, and what can be looked at: without subjects, an event's metadata alone. Several
// builders can stand in one form, each beside its own field.
export function build(builder) {
  const field = builder.parentElement.querySelector("[data-conditions]");
  const vocabulary = JSON.parse(builder.dataset.vocabulary);
  let counted; // once for the page: how many events there are of a type changes little while one builds
  const types = async () => {
    const found = await (counted ??= ask("types", {}));
    return found.length ? found : vocabulary.event_types;
  };
  const spoken = element("div", "visually-hidden");
  spoken.setAttribute("role", "status");
  const place = {
    vocabulary, subjects: vocabulary.subjects, nested: false, changed: write, ask, types, read, emptied,
    group: groupBox,
    eventType: () => builder.closest("form").elements.event_type?.value ?? "",
    say: (words) => spoken.replaceChildren(words),
    typed: (about) => combobox({ ...about, changed: write }),
    remove: (node) => { takeOut(node, builder); write(); },
  };
  const stored = field.value ? JSON.parse(field.value) : null;
  const tree = stored === null ? { all: [] } : isGroup(stored) ? stored : { all: [stored] };
  builder.dataset.scope = "";
  const box = groupBox(tree, place);
  builder.append(box, spoken);
  showErrors(builder, JSON.parse(builder.dataset.errors));
  // a single condition is shown in a group: nodes are named by where they are shown
  if (stored !== null && !isGroup(stored)) field.value = JSON.stringify(tree);

  function write() {
    const now = read(box);
    field.value = Object.values(now)[0].length ? JSON.stringify(now) : "";
    const waits = unfinished(box);
    builder.toggleAttribute("data-unfinished", waits);
    // no complaints about what is still being filled in
    field.dispatchEvent(new Event(waits ? "tree-unfinished" : "tree-changed", { bubbles: true }));
  }
}
