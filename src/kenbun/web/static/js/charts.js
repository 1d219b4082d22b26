// Charts of a page: drawn where an element holds their data, also when it comes later; again with its size and the theme.
import { load } from "./curve.js";

const charts = new Map();

// `options(data, place)` are those of the chart; `then(chart, place)` is called once it is there.
export function drawEach(name, options, then = () => {}) {
  async function draw(place) {
    place.dataset.ready = "";
    const echarts = await load(place.dataset.library);
    if (!place.isConnected) return;
    const data = JSON.parse(place.dataset[name]);
    const canvas = place.appendChild(document.createElement("div"));
    canvas.className = "h-100";
    const chart = echarts.init(canvas);
    const update = () => chart.setOption(options(data, place), true);
    update();
    then(chart, place);
    charts.set(place, update);
    const watch = new ResizeObserver(() => {
      if (place.isConnected) return chart.resize();
      watch.disconnect();
      charts.delete(place);
      chart.dispose();
    });
    watch.observe(place);
  }
  const attribute = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const look = () => document.querySelectorAll(`[data-${attribute}]:not([data-ready])`).forEach(draw);
  document.addEventListener("htmx:after:swap", look);
  look();
}

new MutationObserver(() => charts.forEach((update) => update())).observe(document.documentElement, {
  attributeFilter: ["data-bs-theme"],
});
