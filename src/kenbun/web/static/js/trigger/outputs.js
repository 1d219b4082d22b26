// What a trigger does when it fires: rows, each with its own inputs, written to one hidden field as JSON.
import { among, combobox } from "../combobox.js";
import { button, element } from "../dom.js";
import { quiet, select, shaped } from "../builder/values.js";

const EVERYBODY = [["admins", "all admins"], ["everyone", "everyone"], ["some", "these members"]];

// Several of what is offered, each by its id; a name that is gone is shown by it.
function several(label, offered, ids, changed) {
  const list = element("div", "tokens");
  const words = new Map(offered.map(([id, name]) => [id, name]));
  const held = () => [...list.querySelectorAll(".token")].map((one) => one.held);
  const box = combobox({
    label, value: "", placeholder: "add one…", optional: true, strict: true,
    offer: (typed) => among(offered.filter(([id]) => !held().includes(id)).map(([id, name]) => ({ value: id, words: name })))(typed),
    changed: (option) => { if (option) add(option.value); },
  });
  const token = (id) => {
    const name = words.get(id) ?? id;
    const made = element("span", "token", element("span", "text-truncate", name));
    made.held = id;
    made.append(button(`Remove ${name}`, "x", () => { made.remove(); box.field.focus(); changed(); }, "token-remove"));
    return made;
  };
  function add(id) {
    if (!held().includes(id)) box.before(token(id));
    box.clear();
    changed();
  }
  list.append(...ids.map(token), box);
  return { boxes: [list], read: held };
}

function one(label, options, chosen, changed, none) {
  if (!options.length && !chosen) return { boxes: [element("span", "fading", none)], read: () => "" };
  const box = select(label, options, chosen || options[0][0], changed);
  return { boxes: [box], read: () => box.value };
}

function members(output, place) {
  const who = Array.isArray(output.members) ? "some" : output.members ?? "admins";
  const some = several("Members", place.offers.members, Array.isArray(output.members) ? output.members : [], place.changed);
  const choice = select("Who is told", EVERYBODY, who, () => { show(); place.changed(); });
  const show = () => { some.boxes[0].hidden = choice.value !== "some"; };
  show();
  return { boxes: [choice, ...some.boxes], read: () => ({ members: choice.value === "some" ? some.read() : choice.value }) };
}

// The value asks for what fits the field: yes or no, a day, or whatever is typed.
function fieldValue(output, place) {
  const { fields } = place.offers;
  const about = (name) => fields.find((one) => one.name === name) ?? { name, words: name, type: "text" };
  const box = element("span", "output-value");
  let value;
  const choice = select("Field", fields.map((one) => [one.name, one.words]), output.field ?? fields[0]?.name, () => { show(""); place.changed(); });
  function show(stored) {
    value = shaped("single", stored, { type: about(choice.value).type, offer: () => [], changed: place.changed });
    box.replaceChildren(...value.boxes);
  }
  show(output.value ?? "");
  return { boxes: [choice, quiet("to"), box], read: () => ({ field: choice.value, value: value.read() }) };
}

const segment = (output, place) => {
  const made = one("Segment", place.offers.segments, output.segment_id, place.changed, "There is no segment yet.");
  return { boxes: made.boxes, read: () => ({ segment_id: made.read() }) };
};

// By what it does: its words, and its inputs. A channel has no `act`.
const ACTS = {
  channel: ["Send to channel", (output, place) => {
    const made = one("Channel", place.offers.channels, output.channel_id, place.changed, "There is no channel yet: make one under Configure, Channels.");
    return { boxes: made.boxes, read: () => ({ channel_id: made.read() }) };
  }],
  notify_owner: ["Tell the owner", () => ({ boxes: [], read: () => ({}) })],
  notify: ["Tell members", members],
  assign: ["Assign an owner", (output, place) => {
    const made = several("Owners, in turn", place.offers.owners, output.owners ?? [], place.changed);
    return { boxes: [...made.boxes, quiet("of several, in turn")], read: () => ({ owners: made.read() }) };
  }],
  set_field: ["Set a field", fieldValue],
  add_to_segment: ["Add to segment", segment],
  take_out_of_segment: ["Take out of segment", segment],
};

const nameOf = (output) => output.act ?? "channel";

function row(output, place) {
  const box = element("li", "output");
  const rest = element("div", "output-rest");
  let made;
  const choice = select("What is done", place.offers.acts.map((name) => [name, ACTS[name][0]]), nameOf(output), () => {
    show({});
    place.changed();
  });
  function show(stored) {
    made = (ACTS[choice.value] ?? ACTS.notify_owner)[1](stored, place);
    rest.replaceChildren(...made.boxes);
  }
  show(output);
  const remove = button("Remove this", "x", () => {
    (box.nextElementSibling ?? box.previousElementSibling)?.querySelector("select")?.focus();
    box.remove();
    place.changed();
  }, "btn btn-icon btn-sm btn-ghost-secondary");
  box.append(choice, rest, remove);
  box.read = () => ({ ...(choice.value === "channel" ? {} : { act: choice.value }), ...made.read() });
  return box;
}

export function showOutputErrors(list, errors) {
  for (const old of list.querySelectorAll(".node-error")) old.remove();
  for (const [path, message] of Object.entries(errors)) {
    const place = Number(/^outputs\[(\d+)\]/.exec(path)?.[1]);
    list.children[place]?.append(element("div", "invalid-feedback d-block w-100 node-error", message));
  }
}

export function buildOutputs(holder) {
  const field = holder.parentElement.querySelector("#trigger-outputs");
  const list = element("ol", "outputs");
  const place = { offers: JSON.parse(holder.dataset.offers), changed: write };
  function write() {
    const now = [...list.children].map((one) => one.read());
    field.value = now.length ? JSON.stringify(now) : "";
    field.dispatchEvent(new Event("outputs-changed", { bubbles: true }));
  }
  const more = button("Output", "plus", () => {
    const [first] = place.offers.acts;
    const added = row(first === "channel" ? {} : { act: first }, place);
    list.append(added);
    write();
    added.querySelector("select").focus();
  });
  more.classList.add("bare-button");
  list.append(...(field.value ? JSON.parse(field.value) : []).map((output) => row(output, place)));
  holder.append(list, more);
  showOutputErrors(list, JSON.parse(holder.dataset.errors));
}
