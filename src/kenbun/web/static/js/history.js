// The chart of a score over time: what is on record, dashed what was worked out afterwards, levels, conversions.
import { drawEach } from "./charts.js";
import { color } from "./curve.js";

const DAY = 86400000;

function when(milliseconds, zone) {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: zone }).format(milliseconds);
}

function levelOf(bands, score) {
  return bands.find((band) => (band.min ?? -Infinity) <= score && score <= (band.max ?? Infinity))?.name ?? "Unclassified";
}

// Each level as a strip of its colour: areas stacked upon one another, the gaps between them without colour.
function strips(bands, first, last, bottom, top) {
  const made = [];
  let reached = bottom;
  const strip = (height, shade) => made.push({
    type: "line", stack: "levels", stackStrategy: "all", silent: true, symbol: "none", z: 0, lineStyle: { width: 0 },
    areaStyle: { color: shade, opacity: shade === "transparent" ? 0 : 0.12 }, data: [[first, height], [last, height]],
  });
  if (bottom < 0) strip(bottom, "transparent");
  for (const band of bands) {
    const low = Math.max(reached, band.min ?? bottom);
    const high = Math.min(top, band.max === null ? top : band.max + 1);
    if (high <= low) continue;
    if (low > reached) strip(low - reached, "transparent");
    strip(high - low, color(`--tblr-${band.color}`));
    reached = high;
  }
  return made;
}

function options(data) {
  const text = color("--tblr-secondary");
  const grid = color("--tblr-border-color");
  const ink = color("--tblr-primary");
  const font = getComputedStyle(document.body).fontFamily;
  const label = { color: text, fontFamily: font, fontSize: 11, hideOverlap: true };
  const recorded = data.points.filter((point) => !point[4]);
  const past = data.points.filter((point) => point[4]);
  const line = [...recorded.map(([at, last, low, high]) => [at, last, low, high]), [...data.now, data.now[1], data.now[1]]];
  const dashed = past.length ? [...past, line[0]] : [];
  const everything = [...dashed, ...line, ...data.conversions];
  const first = Math.min(...everything.map(([at]) => at), data.now[0] - DAY);
  const top = Math.ceil(Math.max(10, ...everything.map((point) => Math.max(point[1], Number(point[3]) || 0))) * 1.15);
  // scores below 0 are there only where the workspace allows them
  const bottom = Math.floor(Math.min(0, ...everything.map((point) => Math.min(point[1], Number(point[2]) || 0))) * 1.15);
  const drawn = { type: "line", step: "end", symbol: "circle", symbolSize: 5, showSymbol: false, itemStyle: { color: ink } };
  return {
    animation: false,
    grid: { left: 8, right: 12, top: 8, bottom: 4, containLabel: true },
    xAxis: { type: "time", min: first, max: data.now[0], axisLabel: label, axisLine: { lineStyle: { color: grid } }, splitLine: { show: false } },
    yAxis: { type: "value", min: bottom, max: top, axisLabel: { ...label, showMaxLabel: false, showMinLabel: bottom === 0 }, splitNumber: 4, splitLine: { lineStyle: { color: grid } } },
    tooltip: {
      trigger: "item",
      renderMode: "richText", // the policy of the page allows no styles in HTML
      formatter: ({ value, seriesName }) => {
        const told = [`${when(value[0], data.zone)}`, `${value[1]} points · ${levelOf(data.bands, value[1])}`];
        if (seriesName === "conversions") told.unshift(`Converted: ${value[2].slice(0, 60)}`);
        else if (seriesName === "past") told.push("worked out afterwards");
        else if (value[2] !== value[3]) told.push(`between ${value[2]} and ${value[3]}`);
        return told.join("\n");
      },
    },
    series: [
      ...strips(data.bands, first, data.now[0], bottom, top),
      { ...drawn, name: "past", data: dashed, showSymbol: dashed.length < 120, lineStyle: { color: ink, width: 2, type: "dashed", opacity: 0.7 } },
      { ...drawn, name: "recorded", data: line, showSymbol: line.length < 120, lineStyle: { color: ink, width: 2 } },
      { type: "line", name: "conversions", data: data.conversions, symbol: "circle", symbolSize: 11, z: 5, lineStyle: { width: 0 }, itemStyle: { color: color("--up"), borderColor: color("--tblr-bg-surface"), borderWidth: 2 } },
    ],
  };
}

// Two clicks open the drawer with what happened between them.
function choose(chart, place) {
  let chosen = null;
  chart.getZr().on("click", ({ offsetX, offsetY }) => {
    if (!chart.containPixel("grid", [offsetX, offsetY])) return;
    const at = new Date(chart.convertFromPixel({ xAxisIndex: 0 }, offsetX)).toISOString();
    if (chosen === null) return void (chosen = at);
    const [from, to] = [chosen, at].sort();
    chosen = null;
    window.htmx.ajax("GET", `${place.dataset.change}&from=${from}&to=${to}`, { target: "#drawer-body", swap: "innerHTML" });
  });
}

drawEach("history", options, (chart, place) => place.dataset.change && choose(chart, place));
