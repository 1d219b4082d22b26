// Brings the form of a rule, or of a filter, to life when it arrives in the drawer.
import { build } from "./builder/build.js";
import { draw } from "./curve.js";

// Parts of a form that can be added and taken away, each with a builder of its own.
document.addEventListener("click", ({ target }) => {
  target.closest("[data-remove-part]")?.closest("[data-part]").remove();
  const parts = target.closest("[data-add-part]")?.closest("[data-parts]");
  if (!parts) return;
  const part = parts.querySelector("template").content.firstElementChild.cloneNode(true);
  const number = Date.now();
  for (const named of part.querySelectorAll("[id]")) named.id += `-${number}`;
  for (const label of part.querySelectorAll("[for]")) label.htmlFor += `-${number}`;
  parts.querySelector(".role-conditions").append(part);
  part.querySelectorAll("[data-builder]").forEach(build);
  part.querySelector("input")?.focus();
});

function wake() {
  for (const form of document.querySelectorAll("[data-rule-form]:not([data-ready])")) {
    form.dataset.ready = "";
    form.querySelectorAll("[data-builder]").forEach(build);
    if (form.querySelector("#curve")) draw(form);
  }
}

document.addEventListener("htmx:after:swap", wake);
wake(); // it may have arrived before this did
