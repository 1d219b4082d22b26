// Brings the form of a rule, or of a filter, to life when it arrives in the drawer.
import { build } from "./builder.js";
import { draw } from "./curve.js";

document.addEventListener("htmx:after:swap", () => {
  for (const form of document.querySelectorAll("[data-rule-form]:not([data-ready])")) {
    form.dataset.ready = "";
    build(form.querySelector("[data-builder]"));
    if (form.querySelector("#curve")) draw(form);
  }
});
