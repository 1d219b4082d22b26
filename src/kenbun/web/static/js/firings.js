// Firings of triggers: their days as bars, and those held back that are picked to be let go or discarded.
import "./per-day.js";

const boxes = () => [...document.querySelectorAll("[data-pick-firing]")];

function show() {
  const all = boxes();
  const picked = all.filter((box) => box.checked).length;
  const told = document.querySelector("[data-picked]");
  if (!told) return;
  told.textContent = picked ? `${picked.toLocaleString("en")} picked` : "none picked";
  for (const button of document.querySelectorAll("[data-needs-pick]")) button.disabled = picked === 0;
  const every = document.querySelector("[data-pick-every]");
  every.checked = picked > 0 && picked === all.length;
  every.indeterminate = picked > 0 && picked < all.length;
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-pick-every]")) for (const box of boxes()) box.checked = target.checked;
  if (target.matches("[data-pick-every], [data-pick-firing]")) show();
});
// what was picked before a step back still is
addEventListener("pageshow", show);
show();
