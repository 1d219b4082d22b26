// A text that can be chosen from what is offered: typing narrows, arrows move, Enter takes, Esc closes.
import { element } from "./dom.js";

const MOST = 50;
const PAUSE = 100; // ms: nobody is asked of each letter
let boxes = 0;

function input(label, text, placeholder, listId) {
  const made = element("input", "form-control form-control-sm");
  Object.assign(made, { type: "text", autocomplete: "off", maxLength: 1000, placeholder, value: text });
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-label": label, "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId,
  })) made.setAttribute(name, value);
  return made;
}

function optionRow(option, id) {
  const row = element("div", "option", element("span", "text-truncate", option.words ?? option.value));
  row.id = id;
  row.setAttribute("role", "option");
  if (option.count !== undefined) row.append(element("span", "quiet num", option.count.toLocaleString("en")));
  return row;
}

// Each word that is typed, in any order.
function fits(option, typed) {
  const said = `${option.words ?? option.value} ${option.group ?? ""}`.toLowerCase();
  return typed.toLowerCase().split(/\s+/).every((word) => said.includes(word));
}

// `offer(typed)` answers options {value, words?, group?, count?}, or a promise of them. A `strict` box holds one of the values
// offered and shows its words; any other holds what is typed. An `optional` one may stay blank.
export function combobox({ label, value, words, offer, strict = false, placeholder = "", optional = false, changed }) {
  const listId = `options-${(boxes += 1)}`;
  const field = input(label, words ?? value ?? "", placeholder, listId);
  if (optional) field.dataset.optional = "";
  const list = element("div", "options");
  Object.assign(list, { id: listId, hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Offered");
  const box = element("div", "combobox", field, list);
  let held = { value, words: field.value };
  let offered = [];
  let at = -1;
  let asked = 0;

  async function open(typed) {
    const mine = (asked += 1);
    if (typed && !strict) await new Promise((go) => setTimeout(go, PAUSE));
    if (mine !== asked) return;
    const found = (await offer(typed)).filter((option) => fits(option, typed));
    // answers may overtake one another
    if (mine !== asked || document.activeElement !== field) return;
    offered = found.slice(0, MOST);
    list.replaceChildren(...rows(offered, found.length));
    list.hidden = offered.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    mark(strict && typed ? 0 : -1);
  }

  function rows(options, total) {
    const made = [];
    options.forEach((option, place) => {
      if (option.group && option.group !== options[place - 1]?.group) made.push(element("div", "options-group", option.group));
      made.push(optionRow(option, `${listId}-${place}`));
    });
    if (total > options.length) made.push(element("div", "options-group", `${(total - options.length).toLocaleString("en")} more: type to narrow`));
    return made;
  }

  function mark(place) {
    at = place;
    list.querySelector("[aria-selected]")?.removeAttribute("aria-selected");
    const row = document.getElementById(`${listId}-${at}`);
    row?.setAttribute("aria-selected", "true");
    row?.scrollIntoView({ block: "nearest" });
    if (row) field.setAttribute("aria-activedescendant", row.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function close() {
    asked += 1;
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    mark(-1);
  }

  function take(option) {
    held = { value: option.value, words: String(option.words ?? option.value) };
    field.value = held.words;
    close();
    changed(option);
  }

  field.addEventListener("focus", () => { field.select(); open(""); });
  field.addEventListener("click", () => { if (list.hidden) open(""); });
  field.addEventListener("input", () => {
    open(field.value.trim());
    if (!strict) changed(null);
  });
  field.addEventListener("blur", () => {
    close();
    if (strict) field.value = held.words;
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the focus stays in the field
    const row = event.target.closest(".option");
    if (row) take(offered[Number(row.id.slice(listId.length + 1))]);
  });
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      event.stopPropagation();
      if (list.hidden) open("");
      else mark((at + step + offered.length) % offered.length);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      event.stopPropagation();
      take(offered[at]);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault(); // what is typed stands; a form is sent from elsewhere
      close();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // a drawer around it stays open
      event.stopPropagation();
      close();
      if (strict) field.value = held.words;
    }
  });
  box.field = field;
  box.read = () => (strict ? held.value : field.value.trim());
  return box;
}

// What is offered once, asked for by typing among few.
export const among = (options) => () => options;
