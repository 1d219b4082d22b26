// A field compared: of a lead, of an account, or of an event's metadata.
import { compared } from "../values.js";

// Operators fit the type, where it is known; one that is stored stays offered. None that moves with the day looks at an event.
function fitting(operators, subject, stored) {
  return operators.filter(
    (one) => one.name === stored || (subject.type ? one.fits.includes(subject.type) : one.value !== "days"),
  );
}

export const field = {
  fresh: (subject, before) => ({ field: subject.name, operator: before?.operator, value: before?.value }),
  parts(leaf, subject, place) {
    // metadata is named by what is typed, so its name is asked for when it is needed
    const name = () => subject.key?.() ?? subject.name;
    const { operators } = place.vocabulary;
    const offered = fitting(operators, subject, leaf.operator);
    const kept = offered.some((one) => one.name === leaf.operator) ? leaf.operator : undefined;
    const made = compared(offered, { operator: kept, value: leaf.value }, {
      operators, type: subject.type, choices: subject.choices, changed: place.changed,
      offer: (typed) => place.ask("values", { subject: name(), typed, event_type: place.eventType() }),
    });
    return { boxes: made.boxes, read: () => ({ field: name(), ...made.read() }) };
  },
};
