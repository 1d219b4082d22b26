// The page of one segment: the builder, the counts of its preview beside each condition, and a word before changes are lost.
import { build, showCounts, showErrors } from "./builder/build.js";
import { guard } from "./unsaved.js";

const form = document.querySelector("[data-segment]");
const builder = form.querySelector("[data-builder]");

build(builder);
guard(form);

// Of what is still being filled in nothing is asked; a change that completes it asks again.
document.addEventListener("htmx:config:request", (event) => {
  const asks = event.target.matches("[data-conditions], .segment-preview");
  if (asks && builder.hasAttribute("data-unfinished")) event.preventDefault();
});

const said = (target, name, none) => JSON.parse(target.querySelector(`[data-${name}]`)?.dataset[name] ?? none);

function take(target) {
  if (target.id === "preview") showCounts(builder, said(target, "nodes", "[]"));
  if (target.id === "sentence") showErrors(builder, said(target, "errors", "{}"));
}

document.addEventListener("htmx:after:swap", ({ detail }) => take(detail.ctx.target));
// what has come before this did; who may not configure has no preview
for (const target of document.querySelectorAll("#preview, #sentence")) take(target);
