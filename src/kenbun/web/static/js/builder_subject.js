// One condition about a lead: a field, a score, or how often it has done something.
import { SHAPES, input } from "./builder_leaf.js";
import { button, element } from "./dom.js";

export const FIRST = { field: "lead.title", operator: "contains", value: "" };
const COUNT = "count.";

function select(label, options, chosen, changed) {
  const box = element("select", "form-select form-select-sm");
  box.setAttribute("aria-label", label);
  for (const [value, words] of options) box.add(new Option(words, value, false, value === chosen));
  box.addEventListener("change", changed);
  return box;
}

function subjectSelect(fields, chosen) {
  const box = element("select", "form-select form-select-sm leaf-field");
  box.setAttribute("aria-label", "What is looked at");
  for (const group of new Set(fields.map((one) => one.group))) {
    const part = element("optgroup");
    part.label = group;
    for (const one of fields.filter((one) => one.group === group)) part.append(new Option(one.words, one.name, false, one.name === chosen));
    box.append(part);
  }
  // a field that has been removed since is kept until somebody chooses another
  if (chosen && !fields.some((one) => one.name === chosen)) box.add(new Option(chosen, chosen, false, true));
  return box;
}

// Of what is counted: type, channel and metadata of events, and the days.
function counting(what, stored, place) {
  const row = element("div", "leaf-count");
  const days = input("number", stored.days, "In the last so many days", place.changed);
  days.min = 1;
  days.placeholder = "ever";
  const read = () => ({ ...(days.value ? { days: Number(days.value) } : {}) });
  const window = [element("span", "quiet", "in the last"), days, element("span", "quiet", "days")];
  if (what !== "events") {
    row.append(...window);
    return { row, read };
  }
  const type = input("text", stored.event_type, "Type of the events", place.changed);
  type.setAttribute("list", "event-types");
  type.placeholder = "any type";
  const channel = select("Channel", [["", "any channel"], ...place.subjects.channels.map((one) => [one, one])], stored.channel ?? "", place.changed);
  const where = element("div", "leaf-where");
  const beneath = { ...place, subjects: null, nested: false, operators: place.operators.filter((one) => one.value !== "days") };
  const tree = stored.where && !("field" in stored.where) ? stored.where : { all: stored.where ? [stored.where] : [] };
  const show = () => where.replaceChildren(element("div", "quiet", "where, of the event’s metadata,"), place.group(tree, beneath));
  const more = button("Where…", "plus", () => { show(); more.remove(); });
  row.append(type, channel, ...window, ...(stored.where ? [] : [more]), where);
  if (stored.where) show();
  return {
    row,
    read: () => {
      const box = where.querySelector(":scope > .group");
      const said = box ? place.read(box) : null;
      return {
        ...(type.value.trim() ? { event_type: type.value.trim() } : {}),
        ...(channel.value ? { channel: channel.value } : {}),
        ...(said && Object.values(said)[0].length ? { where: said } : {}),
        ...read(),
      };
    },
  };
}

export function subjectRow(leaf, place, remove) {
  const row = element("div", "leaf leaf-subject");
  const field = subjectSelect(place.subjects.fields, leaf.count ? COUNT + leaf.count : leaf.field);
  const operator = element("select", "form-select form-select-sm leaf-operator");
  operator.setAttribute("aria-label", "Operator");
  const value = element("div", "leaf-value");
  const counted = element("div", "leaf-counted");
  const isCount = () => field.value.startsWith(COUNT);
  let inputs;
  let counts;

  function shape(stored) {
    const wanted = place.operators.find(({ name }) => name === operator.value).value;
    inputs = (SHAPES[wanted] ?? SHAPES.single)(stored, place.changed);
    value.replaceChildren(...inputs.boxes);
  }

  function lookAt(stored) {
    const offered = place.operators.filter((one) => !isCount() || one.counts);
    const chosen = offered.some((one) => one.name === stored.operator) ? stored.operator : isCount() ? "gte" : offered[0].name;
    operator.replaceChildren(...offered.map(({ name, words }) => new Option(words, name, false, name === chosen)));
    counts = isCount() ? counting(field.value.slice(COUNT.length), stored, place) : null;
    counted.replaceChildren(...(counts ? [counts.row] : []));
    shape(stored.value);
  }

  field.addEventListener("change", () => {
    lookAt({ operator: operator.value, value: inputs.read() });
    place.changed();
  });
  operator.addEventListener("change", () => {
    shape(inputs.read());
    place.changed();
  });
  row.append(field, operator, value,
    button("Remove this condition", "x", () => remove(row), "btn btn-icon btn-sm btn-ghost-secondary"), counted);
  row.read = () => {
    const said = { operator: operator.value, value: inputs.read() };
    return isCount() ? { count: field.value.slice(COUNT.length), ...counts.read(), ...said } : { field: field.value, ...said };
  };
  lookAt(leaf);
  return row;
}
