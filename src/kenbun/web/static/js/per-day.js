// How often something happened on each day, as bars: `data-per-day` holds days and counts.
import { drawEach } from "./charts.js";
import { color } from "./curve.js";

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

drawEach("perDay", (days, place) => options(days, place.dataset.one));
