// The drawer on the right: filled by htmx, in the URL as `?open=…`, closed by Esc, giving the focus back.
const drawer = document.getElementById("drawer");
const body = document.getElementById("drawer-body");
let opener = null;

function remember(path) {
  const url = new URL(location.href);
  url.searchParams.delete("open");
  const open = path ? `open=${encodeURIComponent(path).replaceAll("%2F", "/")}` : "";
  url.search = [url.searchParams, open].filter((part) => String(part)).join("&");
  history.replaceState(history.state, "", url);
}

function show() {
  if (drawer.open) return;
  opener = document.activeElement;
  drawer.showModal();
}

// The server names the drawer's own address where it can be linked to.
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.target !== body) return;
  show();
  const address = body.querySelector("[data-address]")?.dataset.address;
  if (address) remember(address);
});

drawer?.addEventListener("close", () => {
  body.replaceChildren();
  remember(null);
  if (opener?.isConnected) opener.focus();
  else document.getElementById(opener?.id)?.focus();
});

drawer?.addEventListener("click", (event) => {
  if (event.target === drawer || event.target.closest("[data-close]")) drawer.close();
});

// Links into the drawer work without htmx too: they lead to a page with the drawer open.
const wanted = new URLSearchParams(location.search).get("open");
if (drawer && wanted?.startsWith("/") && !wanted.startsWith("//")) {
  addEventListener("load", () => window.htmx.ajax("GET", wanted, { target: body, swap: "innerHTML" }));
}

// A change made in the drawer that is done: close it; the page fetches what it shows anew.
document.addEventListener("drawer-done", () => drawer.close());

// A form that answers with a file leaves the page where it is.
document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-download]")) setTimeout(() => drawer.close());
});
