// Fields left empty stay out of the URL.
const dropEmpty = (fields) => {
  const kept = [...fields.entries()].filter(([, value]) => value !== "");
  for (const name of new Set([...fields.keys()])) fields.delete(name);
  for (const [name, value] of kept) fields.append(name, value);
};

// A form that htmx sends says so in its own way, and has no other method.
const isQuery = (form) => form.method === "get" && !form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]");

document.addEventListener("formdata", (event) => {
  if (isQuery(event.target)) dropEmpty(event.formData);
});

document.addEventListener("htmx:config:request", (event) => {
  const { request } = event.detail.ctx;
  if (request.method === "GET") dropEmpty(request.body);
});

// Choices that need no button: a change is enough.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// Who works by keyboard stays where they were: a button that rests while its request is under way loses the focus by
// that, and so does what the answer replaces; its like in there, by the same id, gets it then. Unless they have gone
// elsewhere meanwhile.
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.contains(document.activeElement)) ctx.wasFocused = document.activeElement;
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  // it can take the focus once htmx has enabled it, right after this
  queueMicrotask(() => {
    const was = ctx.wasFocused;
    if (!was || document.activeElement !== document.body) return;
    (was.isConnected ? was : was.id && document.getElementById(was.id))?.focus?.({ preventScroll: true });
  });
});
