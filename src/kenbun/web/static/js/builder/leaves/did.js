// What was done, or not done: how often, when, and where of the event's metadata something holds. And one thing after another.
import { input, number, quiet, select, unit } from "../values.js";
import { eventType, whereBelow } from "./where.js";

const HOW = [["at_least", "at least"], ["exactly", "exactly"], ["at_most", "at most"], ["never", "never"]];
const UNITS = [["60", "minutes"], ["3600", "hours"], ["86400", "days"]];

function times(stored, place) {
  const [[how, n]] = Object.entries(stored ?? { at_least: 1 });
  const never = how === "at_most" && n === 0;
  const choice = select("How often", HOW, never ? "never" : how, () => {
    show();
    place.changed();
  });
  const box = number(never ? 1 : n, "Number of times", place.changed, { min: how === "at_least" ? 1 : 0 });
  const counted = unit(box, "times");
  const show = () => { counted.hidden = choice.value === "never"; };
  show();
  return {
    boxes: [choice, counted],
    read: () => ({ times: choice.value === "never" ? { at_most: 0 } : { [choice.value]: Number(box.value) } }),
  };
}

// Ever, in the last N days, or between two days.
export function period(stored, place) {
  const chosen = stored.within_days !== undefined ? "last" : stored.between ? "between" : "ever";
  const choice = select("When", [["ever", "ever"], ["last", "in the last"], ["between", "between"]], chosen, () => {
    show();
    place.changed();
  });
  const days = number(stored.within_days ?? 30, "In the last so many days", place.changed, { min: 1 });
  const dates = (stored.between ?? ["", ""]).map((date, at) => dated(date, at ? "To" : "From", place));
  const parts = { ever: [], last: [unit(days, "days")], between: [dates[0], quiet("and"), dates[1]] };
  const show = () => {
    for (const [name, boxes] of Object.entries(parts)) for (const box of boxes) box.hidden = name !== choice.value;
  };
  show();
  const read = {
    ever: () => ({}),
    last: () => ({ within_days: Number(days.value) }),
    between: () => ({ between: dates.map((box) => box.value) }),
  };
  return { boxes: [choice, ...parts.last, ...parts.between], read: () => read[choice.value]() };
}

// A stored moment stays the text that it is.
function dated(value, label, place) {
  return input(value && !/^\d{4}-\d{2}-\d{2}$/.test(value) ? "text" : "date", value, label, place.changed);
}

export const did = {
  fresh: (subject, before) => ({ did: before?.did ?? null, times: { at_least: 1 }, ...(before ? {} : { within_days: 30 }) }),
  parts(leaf, subject, place) {
    const type = eventType(leaf.did, "Type of the event", place);
    const channels = [["", "any channel"], ...place.vocabulary.channels.map((one) => [one, one])];
    const channel = select("Channel", channels, leaf.channel ?? "", place.changed);
    const [often, when] = [times(leaf.times, place), period(leaf, place)];
    const where = whereBelow(leaf.where, place, () => type.read());
    return {
      boxes: [type, ...often.boxes, ...when.boxes, channel, ...where.more],
      below: where.below,
      read: () => ({
        did: type.read() || null, ...(channel.value ? { channel: channel.value } : {}), ...where.read(), ...often.read(), ...when.read(),
      }),
    };
  },
};

export const sequence = {
  fresh: (subject, before) => ({ did: before?.did ?? "", then: before?.then ?? "", within_seconds: before?.within_seconds ?? 86_400 }),
  parts(leaf, subject, place) {
    const first = eventType(leaf.did, "First event", place, false);
    const then = eventType(leaf.then, "Then event", place, false);
    const size = UNITS.findLast(([seconds]) => leaf.within_seconds % Number(seconds) === 0)?.[0] ?? "1";
    const n = number(leaf.within_seconds / Number(size), "Within so many", place.changed, { min: 1 });
    const units = select("Unit", size === "1" ? [["1", "seconds"], ...UNITS] : UNITS, size, place.changed);
    return {
      boxes: [first, quiet("then"), then, quiet("within"), n, units],
      read: () => ({ did: first.read(), then: then.read(), within_seconds: Number(n.value) * Number(units.value) }),
    };
  },
};
