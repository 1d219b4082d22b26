// A word before changes are lost: in a form with `data-unsaved` beside its button.
export function guard(form) {
  const told = form.querySelector("[data-unsaved]");
  let changed = "changed" in form.dataset;
  const touched = () => {
    changed = true;
    if (told) told.hidden = false;
  };
  for (const name of ["input", "tree-changed", "tree-unfinished", "outputs-changed"]) form.addEventListener(name, touched);
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
  if (changed) touched();
}
