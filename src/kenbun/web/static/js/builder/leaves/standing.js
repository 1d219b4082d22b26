// Where somebody stands: scores and levels, how long ago, how many, and what is simply so or not so.
import { compared, input, number, quiet, select, unit } from "../values.js";

const asNumber = (value) =>
  Array.isArray(value) ? value.map(asNumber) : String(value).trim() === "" ? value : Number(value);
const comparing = (place) => place.vocabulary.operators.filter((one) => one.counts);

function against(leaf, place) {
  const operators = comparing(place);
  const made = compared(operators, leaf, { operators, type: "number", offer: () => [], changed: place.changed });
  return { boxes: made.boxes, read: () => { const said = made.read(); return { ...said, value: asNumber(said.value) }; } };
}

// Now, or at any time of what is on record.
function moment(stored, place) {
  const chosen = stored.within_days !== undefined ? "last" : stored.ever ? "ever" : "now";
  const options = [["now", "now"], ["last", "at any time in the last"], ["ever", "at any time"]];
  const choice = select("When", options, chosen, () => { show(); place.changed(); });
  const days = number(stored.within_days ?? 30, "In the last so many days", place.changed, { min: 1 });
  const window = unit(days, "days");
  const show = () => { window.hidden = choice.value !== "last"; };
  show();
  const read = { now: () => ({}), last: () => ({ within_days: Number(days.value) }), ever: () => ({ ever: true }) };
  return { boxes: [choice, window], read: () => read[choice.value]() };
}

export const score = {
  fresh: (subject, before) => ({ score: subject.name.slice("score.".length), operator: before?.operator ?? "gte", value: before?.value ?? 50 }),
  parts(leaf, subject, place) {
    const [made, when] = [against(leaf, place), moment(leaf, place)];
    return { boxes: [...made.boxes, ...when.boxes], read: () => ({ score: leaf.score, ...made.read(), ...when.read() }) };
  },
};

export const level = {
  fresh: (subject) => ({ level: subject.name.slice("level.".length), operator: "is", value: subject.choices[0]?.[0] ?? "" }),
  parts(leaf, subject, place) {
    const operators = [["is", "is"], ["is_not", "is not"], ["at_least", "is at least"]];
    const operator = select("Operator", operators, leaf.operator, place.changed);
    const value = select("Value", subject.choices, leaf.value, place.changed);
    return { boxes: [operator, value], read: () => ({ level: leaf.level, operator: operator.value, value: value.value }) };
  },
};

export const activity = {
  fresh: () => ({ last_activity: "within", days: 30 }),
  parts(leaf, subject, place) {
    const how = select("Operator", [["within", "in the last"], ["not_within", "not in the last"]], leaf.last_activity, place.changed);
    const days = number(leaf.days, "Number of days", place.changed, { min: 1 });
    return { boxes: [how, unit(days, "days")], read: () => ({ last_activity: how.value, days: Number(days.value) }) };
  },
};

export const days = {
  fresh: (subject) => ({ [subject.name]: 30 }),
  parts(leaf, subject, place) {
    const box = number(leaf[subject.name], "Number of days", place.changed, { min: 1 });
    return { boxes: [quiet("in the last"), unit(box, "days")], read: () => ({ [subject.name]: Number(box.value) }) };
  },
};

// {"leads": {"operator", "value"}}
export const size = {
  fresh: (subject) => ({ [subject.name]: { operator: "gte", value: 1 } }),
  parts(leaf, subject, place) {
    const made = against(leaf[subject.name], place);
    return { boxes: made.boxes, read: () => ({ [subject.name]: made.read() }) };
  },
};

// One of what is offered, by the value that JSON has: an id, a name, true, false, null.
export const choice = {
  fresh: (subject) => ({ [subject.name]: subject.choices[0]?.[0] ?? "" }),
  parts(leaf, subject, place) {
    const known = subject.choices.map(([value, words]) => [JSON.stringify(value), words]);
    const stored = JSON.stringify(leaf[subject.name]);
    if (!known.length && leaf[subject.name] === "") return nothingToChoose(subject, place);
    const box = select("Value", known, stored, place.changed);
    return { boxes: [quiet(subject.verb ?? "is"), box], read: () => ({ [subject.name]: JSON.parse(box.value) }) };
  },
};

function nothingToChoose(subject, place) {
  const box = input("text", "", "Value", place.changed);
  Object.assign(box, { readOnly: true, placeholder: "there are none yet" });
  return { boxes: [quiet(subject.verb ?? "is"), box], read: () => ({ [subject.name]: "" }) };
}
