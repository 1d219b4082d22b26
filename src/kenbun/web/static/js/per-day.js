// How often something happened on each day, as bars: `data-per-day` holds days and counts.
import { color, load } from "./curve.js";

const charts = new Map();

function options(days, one) {
  const [bar, text, grid] = ["--tblr-primary", "--tblr-secondary", "--tblr-border-color"].map(color);
  const label = { color: text, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11, hideOverlap: true };
  return {
    animation: false,
    grid: { left: 4, right: 8, top: 8, bottom: 2, containLabel: true },
    xAxis: { type: "category", data: days.map(([day]) => day), axisLabel: label, axisTick: { show: false }, axisLine: { lineStyle: { color: grid } } },
    yAxis: { type: "value", minInterval: 1, splitNumber: 2, axisLabel: label, splitLine: { lineStyle: { color: grid } } },
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // the policy of the page allows no styles in HTML
      formatter: ([{ name, value }]) => `${name}: ${value.toLocaleString("en")} ${value === 1 ? one : `${one}s`}`,
    },
    series: [{ type: "bar", data: days.map(([, count]) => count), itemStyle: { color: bar }, barCategoryGap: "20%" }],
  };
}

async function draw(place) {
  place.dataset.ready = "";
  const echarts = await load(place.dataset.library);
  if (!place.isConnected) return;
  const days = JSON.parse(place.dataset.perDay);
  const canvas = place.appendChild(document.createElement("div"));
  canvas.className = "h-100";
  const chart = echarts.init(canvas);
  const update = () => chart.setOption(options(days, place.dataset.one), true);
  update();
  charts.set(place, update);
  const watch = new ResizeObserver(() => {
    if (place.isConnected) return chart.resize();
    watch.disconnect();
    charts.delete(place);
    chart.dispose();
  });
  watch.observe(place);
}

const look = () => document.querySelectorAll("[data-per-day]:not([data-ready])").forEach(draw);
document.addEventListener("htmx:after:swap", look);
look();
new MutationObserver(() => charts.forEach((update) => update())).observe(document.documentElement, {
  attributeFilter: ["data-bs-theme"],
});
