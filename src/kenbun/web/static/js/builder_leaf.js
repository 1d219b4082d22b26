// One condition: the field, the operator, and inputs as the operator's value asks for.
import { button, element } from "./dom.js";

const PREFIX = "metadata.";

export function input(type, value, label, changed) {
  const box = element("input", "form-control form-control-sm");
  box.type = type;
  box.value = value ?? "";
  box.maxLength = 1000;
  box.setAttribute("aria-label", label);
  box.addEventListener("input", changed);
  return box;
}

// For each shape of value: its inputs, and how they are read.
export const SHAPES = {
  nothing: () => ({ boxes: [], read: () => undefined }),
  days: (value, changed) => {
    const box = input("number", value?.days ?? 7, "Number of days", changed);
    return { boxes: [box, element("span", "quiet", "days")], read: () => ({ days: Number(box.value) }) };
  },
  choices: (value, changed) => {
    const box = input("text", [].concat(value ?? []).join(", "), "Values, with commas between them", changed);
    box.placeholder = "one, two, three";
    return { boxes: [box], read: () => box.value.split(",").map((part) => part.trim()).filter(Boolean) };
  },
  range: (value, changed) => {
    const [low, high] = Array.isArray(value) ? value : ["", ""];
    const from = input("text", low, "From", changed);
    const to = input("text", high, "To", changed);
    return { boxes: [from, element("span", "quiet", "and"), to], read: () => [from.value, to.value] };
  },
  single: (value, changed) => {
    const box = input("text", typeof value === "object" ? "" : value, "Value", changed);
    return { boxes: [box], read: () => box.value };
  },
};

export function leafRow(leaf, place, remove) {
  const row = element("div", "leaf");
  const field = input("text", leaf.field.replace(PREFIX, ""), "Key of the event's metadata", place.changed);
  field.classList.add("leaf-field");
  field.setAttribute("list", "metadata-keys");
  field.placeholder = "path";
  const operator = element("select", "form-select form-select-sm leaf-operator");
  operator.setAttribute("aria-label", "Operator");
  for (const { name, words } of place.operators) operator.add(new Option(words, name, false, name === leaf.operator));
  const value = element("div", "leaf-value");
  let inputs;

  function shape(stored) {
    const wanted = place.operators.find(({ name }) => name === operator.value).value;
    inputs = (SHAPES[wanted] ?? SHAPES.single)(stored, place.changed);
    value.replaceChildren(...inputs.boxes);
  }

  operator.addEventListener("change", () => {
    shape(inputs.read());
    place.changed();
  });
  row.append(field, operator, value,
    button("Remove this condition", "x", () => remove(row), "btn btn-icon btn-sm btn-ghost-secondary"));
  row.read = () => ({ field: PREFIX + field.value.trim(), operator: operator.value, value: inputs.read() });
  shape(leaf.value);
  return row;
}
