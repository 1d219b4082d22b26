// The values that operators ask for: for each shape its inputs, and how they are read.
import { combobox } from "../combobox.js";
import { button, element } from "../dom.js";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function input(type, value, label, changed) {
  const box = element("input", "form-control form-control-sm");
  box.type = type;
  box.value = value ?? "";
  box.maxLength = 1000;
  box.setAttribute("aria-label", label);
  box.addEventListener("input", changed);
  return box;
}

export function number(value, label, changed, { min = 0, optional = "" } = {}) {
  const box = input("number", value, label, changed);
  Object.assign(box, { min, step: 1, placeholder: optional });
  box.classList.add("num");
  if (optional) box.dataset.optional = "";
  return box;
}

export function select(label, options, chosen, changed) {
  const box = element("select", "form-select form-select-sm");
  box.setAttribute("aria-label", label);
  for (const [value, words] of options) box.add(new Option(words, value, false, value === chosen));
  // what is not offered any more stays until somebody chooses
  if (chosen !== undefined && !options.some(([value]) => value === chosen)) box.add(new Option(chosen, chosen, false, true));
  box.addEventListener("change", changed);
  return box;
}

export const quiet = (words) => element("span", "quiet", words);
// An input and its unit, which stay on one line.
export const unit = (box, words) => element("span", "leaf-pair", box, quiet(words));

// A picker where days are compared; a stored moment stays the text that it is.
const dated = (value) => value === "" || value === undefined || DAY.test(value);
const bound = (stored, label, about) =>
  input(about.type === "date" && dated(stored) ? "date" : "text", stored, label, about.changed);
// What nobody has touched stays as it is stored, a number a number.
const kept = (stored, text) => (stored !== null && typeof stored !== "object" && String(stored) === text ? stored : text);
const plain = (value) => (value === null || value === undefined || typeof value === "object" ? "" : value);

// Several values, each of which can be taken out again.
function tokens(stored, about) {
  const list = element("div", "tokens");
  const box = combobox({
    label: "Values", value: "", placeholder: "add one…", offer: about.offer,
    changed: (option) => { if (option) add(box.field.value); },
  });
  const token = (value) => {
    const made = element("span", "token", element("span", "text-truncate", String(value)));
    made.held = value;
    made.append(button(`Remove ${value}`, "x", () => { made.remove(); seen(); }, "token-remove"));
    return made;
  };
  const held = () => [...list.querySelectorAll(".token")].map((one) => one.held);
  function seen() {
    box.field.toggleAttribute("data-optional", held().length > 0);
    about.changed();
  }
  function add(value) {
    box.field.value = "";
    const text = value.trim();
    if (text && !held().includes(text)) box.before(token(text));
    seen();
  }
  box.field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && box.field.value.trim()) { event.preventDefault(); add(box.field.value); }
    if (event.key === "Backspace" && !box.field.value) { box.previousElementSibling?.remove(); seen(); }
  });
  box.field.addEventListener("blur", () => { if (box.field.value.trim()) add(box.field.value); });
  const before = Array.isArray(stored) ? stored : plain(stored) === "" ? [] : [stored];
  list.append(...before.map(token), box);
  box.field.toggleAttribute("data-optional", before.length > 0);
  return { boxes: [list], read: held };
}

function single(stored, about) {
  if (about.choices) {
    const box = select("Value", about.choices, plain(stored) === "" ? about.choices[0]?.[0] : stored, about.changed);
    return { boxes: [box], read: () => box.value };
  }
  if (about.type === "yes/no") {
    const box = select("Value", [["true", "yes"], ["false", "no"]], String(stored === false || stored === "false" ? "false" : "true"), about.changed);
    return { boxes: [box], read: () => box.value === "true" };
  }
  if (about.type === "date") {
    const box = bound(plain(stored), "Value", about);
    return { boxes: [box], read: () => box.value };
  }
  const box = combobox({ label: "Value", value: plain(stored), offer: about.offer, changed: about.changed });
  return { boxes: [box], read: () => kept(stored, box.read()) };
}

// `about`: the field's type and choices, what is offered for it, and whom to tell of changes.
export const SHAPES = {
  nothing: () => ({ boxes: [], read: () => undefined }),
  days: (stored, about) => {
    const box = number(stored?.days ?? 7, "Number of days", about.changed, { min: 1 });
    return { boxes: [unit(box, "days")], read: () => ({ days: Number(box.value) }) };
  },
  choices: tokens,
  range: (stored, about) => {
    const [low, high] = Array.isArray(stored) ? stored : ["", ""];
    const [from, to] = [bound(low, "From", about), bound(high, "To", about)];
    return { boxes: [from, quiet("and"), to], read: () => [kept(low, from.value), kept(high, to.value)] };
  },
  date: (stored, about) => {
    const box = bound(plain(stored), "Value", { ...about, type: "date" });
    return { boxes: [box], read: () => box.value };
  },
  single,
};

export const shaped = (shape, stored, about) => (SHAPES[shape] ?? SHAPES.single)(stored, about);

// An operator and the value it asks for, which changes with it.
export function compared(operators, stored, about) {
  const operator = select("Operator", operators.map(({ name, words }) => [name, words]), stored.operator ?? operators[0].name, () => {
    show(value.read());
    about.changed();
  });
  operator.classList.add("leaf-operator");
  const place = element("div", `leaf-value${about.type === "number" ? " is-number" : ""}`);
  let value;
  function show(before) {
    const { value: shape } = about.operators.find(({ name }) => name === operator.value) ?? {};
    value = shaped(shape, before, about);
    place.replaceChildren(...value.boxes);
    place.hidden = value.boxes.length === 0;
  }
  show(stored.value);
  return { boxes: [operator, place], read: () => ({ operator: operator.value, value: value.read() }) };
}
