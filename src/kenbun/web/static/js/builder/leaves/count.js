// How often a lead has done something, compared with a number: events, sessions, colleagues invited.
import { compared, number, quiet, select, unit } from "../values.js";
import { eventType, whereBelow } from "./where.js";

const EVENTS = "events";

function days(stored, place) {
  const box = number(stored, "In the last so many days", place.changed, { min: 1, optional: "ever" });
  return { boxes: [quiet("in the last"), unit(box, "days")], read: () => (box.value ? { days: Number(box.value) } : {}) };
}

// Of events also type, channel and metadata.
function narrowed(leaf, place) {
  const type = eventType(leaf.event_type, "Type of the events", place);
  const channels = place.vocabulary.channels.map((one) => [one, one]);
  const channel = select("Channel", [["", "any channel"], ...channels], leaf.channel ?? "", place.changed);
  const where = whereBelow(leaf.where, place, () => type.read());
  return {
    boxes: [type, channel], more: where.more, below: where.below,
    read: () => ({
      ...(type.read() ? { event_type: type.read() } : {}),
      ...(channel.value ? { channel: channel.value } : {}),
      ...where.read(),
    }),
  };
}

export const count = {
  fresh: (subject, before) => ({ count: subject.name.slice("count.".length), operator: before?.operator ?? "gte", value: before?.value ?? 1, days: before?.days }),
  parts(leaf, subject, place) {
    const operators = place.vocabulary.operators.filter((one) => one.counts);
    const made = compared(operators, leaf, { operators, type: "number", offer: () => [], changed: place.changed });
    const window = days(leaf.days, place);
    const events = leaf.count === EVENTS ? narrowed(leaf, place) : { boxes: [], more: [], read: () => ({}) };
    return {
      boxes: [...made.boxes, ...events.boxes, ...window.boxes, ...events.more],
      below: events.below,
      read: () => ({ count: leaf.count, ...events.read(), ...window.read(), ...made.read() }),
    };
  },
};
