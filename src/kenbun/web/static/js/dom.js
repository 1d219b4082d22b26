// Elements without a template.
export function element(name, classes, ...children) {
  const made = document.createElement(name);
  made.className = classes;
  made.append(...children);
  return made;
}

const SIGNS = { plus: "M12 5v14M5 12h14", x: "M18 6L6 18M6 6l12 12", grip: "M9 5h.01M9 12h.01M9 19h.01M15 5h.01M15 12h.01M15 19h.01" };

function sign(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({
    class: "icon", viewBox: "0 0 24 24", width: 24, height: 24, fill: "none", stroke: "currentColor",
    "stroke-width": 2, "stroke-linecap": "round", "aria-hidden": "true",
  })) svg.setAttribute(key, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SIGNS[name]);
  svg.append(path);
  return svg;
}

// With classes of its own a button shows its sign alone; its words are its label.
export function button(words, symbol, act, classes = "") {
  const made = element("button", classes, sign(symbol));
  made.type = "button";
  if (classes) {
    made.setAttribute("aria-label", words);
    made.title = words;
  } else made.append(` ${words}`);
  made.addEventListener("click", act);
  return made;
}
