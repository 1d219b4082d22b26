// The list of segments: two that are picked can be compared.
const link = () => document.querySelector("[data-compare]");
let picked = [];

function show() {
  const two = picked.length === 2;
  const compare = link();
  if (!compare) return;
  const query = new URLSearchParams(picked.map((id, place) => ["ab"[place], id]));
  compare.href = `/configure/segments/compare?${query}`;
  compare.setAttribute("aria-disabled", String(!two));
  compare.classList.toggle("disabled", !two);
  compare.tabIndex = two ? 0 : -1;
  for (const box of document.querySelectorAll("[data-pick-segment]")) box.checked = picked.includes(box.value);
}

// Of three the two that were picked last.
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-pick-segment]")) return;
  picked = picked.filter((id) => id !== target.value);
  if (target.checked) picked = [...picked.slice(-1), target.value];
  show();
});
document.addEventListener("htmx:after:swap", show);
show();
