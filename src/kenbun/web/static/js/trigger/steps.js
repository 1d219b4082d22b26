// The events of a sequence: as many as one likes, in their order.
const box = document.querySelector("[data-steps]");
const changed = () => box.dispatchEvent(new Event("input", { bubbles: true }));

function number() {
  const all = [...box.querySelectorAll("[data-step]")];
  all.forEach((step, place) => {
    step.querySelector("input").setAttribute("aria-label", `Event ${place + 1}`);
    step.querySelector("button").setAttribute("aria-label", `Remove event ${place + 1}`);
    step.querySelector("button").hidden = all.length <= 2;
  });
}

box?.addEventListener("click", ({ target }) => {
  const step = target.closest("[data-remove-step]")?.closest("[data-step]");
  if (step) {
    (step.nextElementSibling ?? step.previousElementSibling).querySelector("input").focus();
    step.remove();
  } else if (target.closest("[data-add-step]")) {
    const last = box.querySelector("[data-step]:last-child");
    const made = last.cloneNode(true);
    made.querySelector("input").value = "";
    made.querySelector("input").classList.remove("is-invalid");
    for (const wrong of made.querySelectorAll(".invalid-feedback")) wrong.remove();
    last.after(made);
    made.querySelector("input").focus();
  } else return;
  number();
  changed();
});
if (box) number();
