// What must hold of an event's metadata: a group of its own below the condition.
import { button, element } from "../../dom.js";
import { quiet } from "../values.js";

// Blank is any type, where that means something.
export function eventType(value, label, place, optional = true) {
  const placeholder = optional ? "any event" : "type of event";
  return place.typed({ label, value: value ?? "", placeholder, optional, offer: place.types });
}

export function whereBelow(stored, place, type) {
  const below = element("div", "leaf-where");
  below.dataset.scope = "";
  const beneath = { ...place, subjects: null, nested: false, eventType: type, head: below };
  const tree = stored && !("field" in stored) ? stored : { all: stored ? [stored] : [] };
  const show = () => below.replaceChildren(quiet("where, of the event’s metadata,"), place.group(tree, beneath));
  const more = button("Where…", "plus", () => {
    show();
    more.remove();
    below.querySelector(".group-foot button").click();
  });
  more.classList.add("bare-button");
  if (stored) show();
  return {
    more: stored ? [] : [more],
    below,
    read: () => {
      const box = below.querySelector(":scope > .group");
      const said = box ? place.read(box) : null;
      return said && Object.values(said)[0].length ? { where: said } : {};
    },
  };
}
