// "/" goes to the search box, arrows move from row to row, Enter opens the row.
const typing = (element) => element?.matches("input, textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("[data-rows] tr[data-open]")];
const link = (row) => row.querySelector("a[data-row-link]");

function move(event, step) {
  const all = rows();
  if (!all.length) return;
  const current = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[current < 0 ? (step > 0 ? 0 : all.length - 1) : current + step];
  if (!next) return;
  event.preventDefault();
  link(next).focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const search = document.querySelector("[data-search]");
  if (event.key === "/" && search && !typing(event.target)) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "Escape" && event.target === search) {
    search.blur();
  } else if (event.key === "ArrowDown" && (!typing(event.target) || event.target === search)) {
    move(event, 1);
  } else if (event.key === "ArrowUp" && !typing(event.target)) {
    move(event, -1);
  }
});

// A row is as good as its link, except where it is a control of its own or text is being selected.
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-rows] tr[data-open]");
  if (!row || event.target.closest("a, button, input, label, details, summary")) return;
  if (String(getSelection())) return;
  link(row).click();
});
