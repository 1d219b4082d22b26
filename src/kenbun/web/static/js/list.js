// A list of leads or of accounts: columns, and what is selected. A selection outlives the page of the list that it was made on, as
// long as the filters stay; all that the filters find is kept as the filters, not as ids.
const STORE = "kenbun.selected";
const MOST = 10_000;

const bar = document.getElementById("selection");
const list = () => document.querySelector("[data-live][data-query]");
const picks = () => [...document.querySelectorAll("[data-pick]")];

let selected = new Set();
let everyone = false;

// What is filtered by, without the order: that moves nobody in or out.
function filters() {
  const query = new URLSearchParams(list()?.dataset.query ?? "");
  query.delete("sort");
  return `${document.body.dataset.workspace ?? ""} ${bar.dataset.noun}?${query}`;
}

function keep() {
  const some = { filters: filters(), ids: [...selected], everyone };
  if (selected.size || everyone) sessionStorage.setItem(STORE, JSON.stringify(some));
  else sessionStorage.removeItem(STORE);
}

function recall() {
  const kept = JSON.parse(sessionStorage.getItem(STORE) ?? "null");
  const same = kept?.filters === filters();
  selected = new Set(same ? kept.ids : []);
  everyone = Boolean(same && kept.everyone);
}

function show() {
  const total = Number(list()?.dataset.total ?? 0);
  const count = everyone ? total : selected.size;
  bar.hidden = count === 0;
  bar.querySelector("[data-selected]").textContent = count.toLocaleString("en");
  const all = bar.querySelector("[data-select-all]");
  const narrowed = filters().split("?")[1] !== "";
  all.textContent = `Select all ${total.toLocaleString("en")}${narrowed ? " filtered" : ""} ${bar.dataset.noun}`;
  all.hidden = everyone || count >= total;
  for (const button of bar.querySelectorAll("[data-select-two]")) button.disabled = everyone || selected.size !== 2;
  const boxes = picks();
  for (const box of boxes) box.checked = everyone || selected.has(box.value);
  const head = document.querySelector("[data-pick-all]");
  if (!head) return;
  head.checked = boxes.length > 0 && boxes.every((box) => box.checked);
  head.indeterminate = !head.checked && boxes.some((box) => box.checked);
}

// With everyone selected, taking one out leaves those of this page: the others are known to the filters alone.
function turn(boxes, on) {
  if (everyone) {
    everyone = false;
    selected = new Set(picks().map((box) => box.value));
  }
  for (const box of boxes) {
    if (on && selected.size < MOST) selected.add(box.value);
    else selected.delete(box.value);
  }
  keep();
  show();
}

function clear() {
  everyone = false;
  selected.clear();
  keep();
  show();
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-pick]")) turn([target], target.checked);
  if (target.matches("[data-pick-all]")) turn(picks(), target.checked);
});

bar.addEventListener("click", ({ target }) => {
  if (target.closest("[data-select-none]")) clear();
  if (target.closest("[data-select-all]")) {
    everyone = true;
    selected.clear();
    keep();
    show();
  }
});

// Of two the one that was picked first stays.
bar.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-select-two]");
  if (!button) return;
  const names = button.dataset.names.split(",");
  const query = new URLSearchParams([...selected].map((id, place) => [names[place], id]));
  location.assign(`${button.dataset.selectTwo}?${query}`);
});

bar.addEventListener("formdata", ({ formData }) => {
  if (everyone) formData.set("query", list().dataset.query);
  else formData.set(bar.dataset.ids, [...selected].join(","));
});

// An act that is done says so: what was selected may not be there any more.
document.addEventListener("selection-done", clear);

document.addEventListener("keydown", (event) => {
  const row = document.activeElement?.closest("[data-rows] tr[data-open]");
  if (event.key !== "x" || !row || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = row.querySelector("[data-pick]");
  turn([box], !box.checked);
});

function refresh() {
  return window.htmx.ajax("GET", location.href, { target: "#list", swap: "innerHTML" });
}

document.addEventListener("columns-changed", refresh);

// A condition is three fields in the menu, and one parameter in the URL.
document.addEventListener("formdata", ({ target, formData }) => {
  for (const place of target.querySelectorAll("[data-where]")) {
    const [field, operator, value] = [...place.children].map((part) => part.value.trim());
    const empty = !value && place.children[1].selectedOptions[0].dataset.value !== "nothing";
    if (field && !empty) formData.append(place.dataset.where, `${field} ${operator} ${value}`.trim());
  }
});

const HINTS = {
  choices: "Several values, with | between them.",
  range: "The lowest and the highest, with | between them.",
  days: "A number of days.",
  date: "A date, such as 2026-01-31.",
};

document.addEventListener("change", ({ target }) => {
  const place = target.closest("[data-where]");
  if (!place) return;
  const shape = place.children[1].selectedOptions[0].dataset.value;
  place.children[2].hidden = shape === "nothing";
  const hint = place.parentElement.querySelector("[data-where-hint]");
  hint.textContent = HINTS[shape] ?? "";
  hint.hidden = !HINTS[shape];
});

document.addEventListener("htmx:after:swap", () => {
  recall();
  show();
});
recall();
show();
