// What points are worth over the days after an event, drawn while the half-life is being typed.
let library = null;

export function load(url) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

// The theme's colours as plain rgba: the chart cannot read what style sheets mix.
export function color(name) {
  const brush = new OffscreenCanvas(1, 1).getContext("2d");
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = `var(${name})`;
  brush.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data;
  return `rgba(${red},${green},${blue},${alpha / 255})`;
}

function look() {
  return {
    line: color("--fading"), text: color("--tblr-secondary"), grid: color("--tblr-border-color"),
    font: getComputedStyle(document.body).fontFamily,
  };
}

function worth(points, halfLife) {
  const span = halfLife ? halfLife * 5 : 90;
  return Array.from({ length: 101 }, (_, i) => {
    const day = (span * i) / 100;
    return [day, halfLife ? points * 2 ** (-day / halfLife) : points];
  });
}

function options(points, halfLife) {
  const { line, text, grid, font } = look();
  const label = { color: text, fontFamily: font, fontSize: 11, hideOverlap: true, showMaxLabel: false };
  const span = halfLife ? halfLife * 5 : 90;
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
    xAxis: { type: "value", min: 0, max: span, axisLabel: { ...label, formatter: (day) => `${+day.toFixed(1)} d` }, splitLine: { show: false }, axisLine: { lineStyle: { color: grid } } },
    yAxis: { type: "value", axisLabel: { ...label, showMaxLabel: true }, splitNumber: 3, splitLine: { lineStyle: { color: grid } } },
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // the policy of the page allows no styles in HTML
      formatter: ([{ value }]) => `after ${+value[0].toFixed(1)} days: ${value[1].toFixed(1)} points`,
    },
    series: [{ type: "line", showSymbol: false, data: worth(points, halfLife), lineStyle: { color: line, width: 2 }, areaStyle: { color: line, opacity: 0.12 }, itemStyle: { color: line } }],
  };
}

export async function draw(form) {
  const place = form.querySelector("#curve");
  const echarts = await load(place.dataset.library);
  if (!place.isConnected) return;
  // Not in the place itself: it has an id, and htmx compares the styles of elements with ids.
  const canvas = place.appendChild(document.createElement("div"));
  canvas.className = "h-100";
  const chart = echarts.init(canvas);
  const update = () => {
    const points = Number(form.elements.points.value);
    const halfLife = Number(form.elements.half_life_days.value);
    place.hidden = !points;
    if (!points) return;
    chart.resize();
    chart.setOption(options(points, halfLife > 0 ? halfLife : null), true);
  };
  form.elements.points.addEventListener("input", update);
  form.elements.half_life_days.addEventListener("input", update);
  const watch = new ResizeObserver(() => (place.isConnected ? chart.resize() : (watch.disconnect(), chart.dispose())));
  watch.observe(place);
  update();
}
