// Fields left empty stay out of the URL.
document.addEventListener("formdata", (event) => {
  if (event.target.method !== "get") return;
  for (const [name, value] of [...event.formData.entries()]) if (value === "") event.formData.delete(name);
});

document.addEventListener("htmx:config:request", (event) => {
  const { request } = event.detail.ctx;
  if (request.method !== "GET") return;
  const kept = [...request.body.entries()].filter(([, value]) => value !== "");
  for (const name of [...new Set(request.body.keys())]) request.body.delete(name);
  for (const [name, value] of kept) request.body.append(name, value);
});

// Choices that need no button: a change is enough.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});
