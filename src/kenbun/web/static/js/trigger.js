// The page of one trigger: conditions, outputs, steps of a sequence, what it would have done, and a word before changes are lost.
import "./per-day.js";
import "./trigger/steps.js";
import { build, showErrors } from "./builder/build.js";
import { buildOutputs } from "./trigger/outputs.js";
import { guard } from "./unsaved.js";

const form = document.querySelector("[data-trigger]");
const builder = form.querySelector("[data-builder]");

build(builder);
buildOutputs(form.querySelector("[data-outputs]"));
guard(form);

// Of what is still being filled in nothing is asked; a change that completes it asks again.
document.addEventListener("htmx:config:request", (event) => {
  if (event.target.matches("#sentence, #simulation") && builder.hasAttribute("data-unfinished")) event.preventDefault();
});

function take(target) {
  if (target.id !== "sentence") return;
  showErrors(builder, JSON.parse(target.querySelector("[data-errors]")?.dataset.errors ?? "{}"));
}

document.addEventListener("htmx:after:swap", ({ detail }) => take(detail.ctx.target));
// what has come before this did
take(document.getElementById("sentence"));
