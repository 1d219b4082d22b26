// What every page needs. The kit wires its own menus and collapses by their data attributes.
import "../vendor/tabler.esm.min.js";
import "./drawer.js";
import "./keyboard.js";
import "./toasts.js";
import "./live.js";
import "./copy.js";
import "./forms.js";
