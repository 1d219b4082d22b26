// One condition: what it is about, then as its kind asks for.
import { among, combobox } from "../combobox.js";
import { button, element } from "../dom.js";
import { LEAVES, nameOf, unknown } from "./leaves/index.js";
import { handle } from "./moving.js";

const PREFIX = "metadata.";

// Of an event's metadata: any key, typed or picked from those that events of the type have.
function key(leaf, place) {
  const box = place.typed({
    label: "Key of the event's metadata", value: leaf.field.replace(PREFIX, ""), placeholder: "path",
    offer: (typed) => place.ask("keys", { typed, event_type: place.eventType() }),
  });
  return { box, subject: { name: "metadata", leaf: "field", key: () => PREFIX + box.read() } };
}

export function leafRow(leaf, place) {
  const row = element("div", "leaf");
  const rest = element("div", "leaf-rest");
  const below = element("div", "leaf-below");
  const about = place.subjects ? chosen() : key(leaf, place);
  about.box.classList.add("leaf-field");
  let { subject } = about;
  let made;

  function chosen() {
    const name = nameOf(leaf);
    const subject = place.subjects.find((one) => one.name === name) ?? unknown(name);
    const options = place.subjects.map((one) => ({ value: one.name, words: one.words, group: one.group }));
    const box = combobox({
      label: "What is looked at", value: name, words: subject.words, offer: among(options), strict: true,
      changed: (option) => become(place.subjects.find((one) => one.name === option.value)),
    });
    return { box, subject };
  }

  function become(other) {
    if (other.name !== subject.name) {
      const before = other.leaf === subject.leaf ? made.read() : undefined;
      subject = other;
      show(LEAVES[other.leaf].fresh(other, before));
      place.changed();
    }
    rest.querySelector("input, select")?.focus();
  }

  function show(stored) {
    made = LEAVES[subject.leaf].parts(stored, subject, place);
    rest.replaceChildren(...made.boxes);
    below.replaceChildren(...(made.below ? [made.below] : []));
  }

  row.read = () => made.read();
  show(leaf);
  row.append(handle(row, place), about.box, rest, element("span", "node-count num"),
    button("Remove this condition", "x", () => place.remove(row), "btn btn-icon btn-sm btn-ghost-secondary leaf-remove"), below);
  return row;
}
