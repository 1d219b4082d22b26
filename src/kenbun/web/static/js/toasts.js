// Says so when a request made in the background fails.
import { Toast } from "../vendor/tabler.esm.min.js";

export function toast(message) {
  const box = document.createElement("div");
  box.className = "toast";
  box.setAttribute("role", "alert");
  const line = document.createElement("div");
  line.className = "d-flex";
  const text = document.createElement("div");
  text.className = "toast-body";
  text.textContent = message;
  const close = document.createElement("button");
  close.className = "btn-close me-2 m-auto";
  close.dataset.bsDismiss = "toast";
  close.setAttribute("aria-label", "Close");
  line.append(text, close);
  box.append(line);
  // an open drawer covers whatever is not in it
  const place = document.getElementById("toasts");
  const drawer = document.querySelector("dialog[open]") ?? document.body;
  if (place && place.parentElement !== drawer) drawer.append(place);
  place?.append(box);
  box.addEventListener("hidden.bs.toast", () => box.remove());
  new Toast(box, { delay: 8000 }).show();
}

function reason(ctx) {
  try {
    const problem = JSON.parse(ctx.text);
    return problem.detail ?? problem.title;
  } catch {
    return `The server answered ${ctx.response.status}. Please try again.`;
  }
}

// An answer that is a form with its errors is shown where the form is; everything else is said here.
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  const html = ctx.response?.headers.get("content-type")?.startsWith("text/html");
  if (ctx.response?.status >= 400 && !(html && ctx.response.status === 422)) {
    event.preventDefault();
    toast(reason(ctx));
  }
});

document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx) toast("The server cannot be reached. Please try again in a moment.");
});
