// Keeps a list fresh: asks once a second whether anything changed, and if so puts new cells into the rows
// that are shown. Rows never move; newcomers are counted in a bar, which loads them when clicked.
const SECOND = 1000;
const REFRESH_AT_LEAST = 60 * SECOND; // relative times grow old even when nothing happens

let waiting = null;
let tick = null;
let refreshed = Date.now();

const list = () => document.querySelector("[data-live]");

function address(place) {
  const url = new URL(place.dataset.live, location.href);
  if (Date.now() - refreshed < REFRESH_AT_LEAST) url.searchParams.set("since", tick ?? place.dataset.tick);
  for (const row of place.querySelectorAll("[data-id]")) url.searchParams.append("shown", row.dataset.id);
  return url;
}

function update(place, html) {
  const answer = document.createElement("template");
  answer.innerHTML = html;
  for (const fresh of answer.content.querySelectorAll("[data-id]")) {
    const row = place.querySelector(`[data-id="${CSS.escape(fresh.dataset.id)}"]`);
    for (const cell of fresh.querySelectorAll("[data-cell]")) {
      const old = row?.querySelector(`[data-cell="${cell.dataset.cell}"]`);
      if (!old || old.innerHTML === cell.innerHTML || old.contains(document.activeElement)) continue;
      const told = old.textContent.trim() !== cell.textContent.trim() && cell.dataset.cell === "score";
      old.innerHTML = cell.innerHTML;
      window.htmx.process(old);
      if (told) flash(old);
    }
  }
  const newcomers = answer.content.querySelector("#live-bar a");
  // With no row that could move, there is nothing to ask.
  if (newcomers && !place.querySelector("[data-id]")) {
    return window.htmx.ajax("GET", newcomers.getAttribute("href"), { target: "#list", swap: "innerHTML" });
  }
  document.getElementById("live-bar")?.replaceChildren(...(answer.content.querySelector("#live-bar")?.childNodes ?? []));
}

function flash(cell) {
  cell.classList.remove("changed");
  void cell.offsetWidth; // restarts the animation
  cell.classList.add("changed");
}

async function look() {
  waiting = null;
  const place = list();
  if (place && document.visibilityState === "visible") {
    try {
      const answer = await fetch(address(place), { headers: { "HX-Request": "true" } });
      if (answer.status === 401) return location.reload(); // signed out: leads to signing in
      // The list may have been exchanged by a filter while we waited.
      if (answer.ok && answer.status === 200 && place === list()) {
        update(place, await answer.text());
        tick = answer.headers.get("Kenbun-Tick");
        refreshed = Date.now();
      }
    } catch {
      // The server is away, perhaps being replaced: the next look tries again.
    }
  }
  again();
}

function again() {
  if (waiting === null) waiting = setTimeout(look, SECOND);
}

document.addEventListener("htmx:after:swap", () => (tick = null));
document.addEventListener("visibilitychange", again);
if (list()) again();
