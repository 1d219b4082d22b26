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
  if (option.count !== undefined) row.append(element("span", "quiet num", `${option.count.toLocaleString("en")}${option.more ? "+" : ""}`));
  return row;
}

// Each word that is typed, in any order.
function fits(option, typed) {
  const said = `${option.words ?? option.value} ${option.group ?? ""}`.toLowerCase();
  return typed.toLowerCase().split(/\s+/).every((word) => said.includes(word));
}

class Combobox {
  #offered = [];
  #at = -1;
  #asked = 0;

  constructor(about) {
    this.about = about;
    this.id = `options-${(boxes += 1)}`;
    this.field = input(about.label, about.words ?? about.value ?? "", about.placeholder ?? "", this.id);
    if (about.optional) this.field.dataset.optional = "";
    this.held = { value: about.value, words: this.field.value };
    this.list = element("div", "options");
    Object.assign(this.list, { id: this.id, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Offered");
    this.box = element("div", "combobox", this.field, this.list);
    this.#listen();
  }

  #listen() {
    const { field, list } = this;
    field.addEventListener("focus", () => { field.select(); this.open(""); });
    field.addEventListener("click", () => { if (list.hidden) this.open(""); });
    field.addEventListener("input", () => {
      this.open(field.value.trim());
      if (!this.about.strict) this.about.changed(null);
    });
    field.addEventListener("blur", () => this.leave());
    field.addEventListener("keydown", (event) => this.#press(event));
    list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the focus stays in the field
      const row = event.target.closest(".option");
      if (row) this.take(this.#offered[Number(row.id.slice(this.id.length + 1))]);
    });
  }

  async open(typed) {
    const mine = (this.#asked += 1);
    if (typed && !this.about.strict) await new Promise((go) => setTimeout(go, PAUSE));
    if (mine !== this.#asked) return;
    const found = (await this.about.offer(typed)).filter((option) => fits(option, typed));
    // answers may overtake one another
    if (mine !== this.#asked || document.activeElement !== this.field) return;
    this.#offered = found.slice(0, MOST);
    this.list.replaceChildren(...this.#rows(found.length));
    this.list.hidden = this.#offered.length === 0;
    this.field.setAttribute("aria-expanded", String(!this.list.hidden));
    this.#mark(this.about.strict && typed ? 0 : -1);
  }

  #rows(total) {
    const made = [];
    this.#offered.forEach((option, place) => {
      if (option.group && option.group !== this.#offered[place - 1]?.group) made.push(element("div", "options-group", option.group));
      made.push(optionRow(option, `${this.id}-${place}`));
    });
    const more = total - this.#offered.length;
    if (more) made.push(element("div", "options-group", `${more.toLocaleString("en")} more: type to narrow`));
    return made;
  }

  #mark(place) {
    this.#at = place;
    this.list.querySelector("[aria-selected]")?.removeAttribute("aria-selected");
    const row = document.getElementById(`${this.id}-${place}`);
    row?.setAttribute("aria-selected", "true");
    row?.scrollIntoView({ block: "nearest" });
    if (row) this.field.setAttribute("aria-activedescendant", row.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  close() {
    this.#asked += 1;
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.#mark(-1);
  }

  leave() {
    this.close();
    if (this.about.strict) this.field.value = this.held.words;
  }

  take(option) {
    this.held = { value: option.value, words: String(option.words ?? option.value) };
    this.field.value = this.held.words;
    this.close();
    this.about.changed(option);
  }

  // What is pressed while something is offered is meant for that, and for nothing around it.
  #press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = this.#offered.length;
    const act = step
      ? () => (this.list.hidden ? this.open("") : this.#mark((this.#at + step + count) % count))
      : this.list.hidden ? null
      : event.key === "Enter" ? () => (this.#at < 0 ? this.close() : this.take(this.#offered[this.#at]))
      : event.key === "Escape" ? () => this.leave() : null;
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  // For one that adds to something else: what was taken is not held.
  clear() {
    this.held = { value: "", words: "" };
    this.field.value = "";
  }

  read() {
    return this.about.strict ? this.held.value : this.field.value.trim();
  }
}

// `offer(typed)` answers options {value, words?, group?, count?}, or a promise of them. A `strict` box holds one of the values
// offered and shows its words; any other holds what is typed. An `optional` one may stay blank.
export function combobox(about) {
  const made = new Combobox(about);
  return Object.assign(made.box, { field: made.field, read: () => made.read(), clear: () => made.clear() });
}

// What is offered once, asked for by typing among few.
export const among = (options) => () => options;
