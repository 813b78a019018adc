// Answers as elements: raw text, bars, network.
import { heading } from "./table.js";

const SVG = "http://www.w3.org/2000/svg";
const BARS = 40;
const NODES = 60;
const PLACE = /(?:position|rank|place|peak)$/i; // of which 1 is the best

export function make(name, attributes = {}, ...content) {
  const space = attributes.xmlns === SVG ? SVG : "http://www.w3.org/1999/xhtml";
  const made = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key !== "xmlns" && value !== undefined && value !== null) made.setAttribute(key, value);
  }
  made.append(...content);
  return made;
}

const draw = (name, attributes, ...content) => make(name, { ...attributes, xmlns: SVG }, ...content);

export function raw(text) {
  return make("pre", {}, make("code", {}, text));
}

// names: {text(cell), title(cell), link(cell)}.
export function bars({ bars: all, label, value }, names) {
  const shown = all.slice(0, BARS);
  const most = Math.max(...shown.map(([, number]) => number), 0);
  const least = Math.min(...shown.map(([, number]) => number), 0);
  const places = PLACE.test(value) && shown.every(([, number]) => number >= 1);
  const long = (number) => (places ? most + 1 - number : number);
  const wide = (number) => (most > least ? (long(number) / (most - least)) * 480 : 0);
  const zero = 250 + (least < 0 ? wide(-least) : 0);
  const title = `${heading(value)} by ${heading(label).toLowerCase()}`;
  const drawn = draw("svg", { viewBox: `0 0 800 ${shown.length * 26 + 10}`, role: "img", "aria-label": `${title}: the same as in the table` });
  drawn.append(draw("title", {}, title));
  shown.forEach(([cell, number], row) => {
    const y = row * 26 + 5;
    const width = Math.max(Math.abs(wide(number)), 1);
    const x = number < 0 ? zero - width : zero;
    drawn.append(
      draw("text", { x: 242, y: y + 15, "text-anchor": "end" }, cut(names.text(cell), 34), draw("title", {}, names.text(cell))),
      draw("rect", { class: "bar", x, y, width, height: 20, rx: 2 }),
      draw("text", { class: "value", x: Math.max(zero, x + width) + 6, y: y + 15 }, number.toLocaleString("en", { useGrouping: number >= 10000 })),
    );
  });
  const said = [`${title}.`];
  if (places) said.push("1 is the best place: the longer a bar, the better.");
  if (all.length > BARS) said.push(`The first ${BARS} of ${all.length} rows.`);
  return make("figure", {}, drawn, make("figcaption", { class: "quiet" }, said.join(" ")));
}

export function network({ nodes, edges }, names) {
  const weight = new Map();
  for (const [from, to] of edges) for (const each of [from, to]) weight.set(each, (weight.get(each) ?? 0) + 1);
  const kept = [...weight.keys()].sort((one, two) => weight.get(two) - weight.get(one)).slice(0, NODES);
  const inside = edges.filter(([from, to]) => kept.includes(from) && kept.includes(to));
  const at = placed(kept, inside);
  const drawn = draw("svg", { viewBox: "0 0 1000 640", role: "group", "aria-label": "Graph of the answer: the same as in the table" });
  drawn.append(draw("defs", {}, draw("marker", { id: "to", viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 8, markerHeight: 8, orient: "auto" }, draw("path", { class: "head", d: "M0 0 8 4 0 8z" }))));
  const radius = (each) => 5 + Math.min(weight.get(each), 8);
  const taken = new Taken(kept.map((each) => around(at.get(each), 2 * radius(each), 2 * radius(each))));
  const named = kept.map((each) => {
    const { x, y } = at.get(each);
    const away = radius(each) + 10;
    for (const most of [28, 14]) { // where there is no room, its title says it
      const text = cut(names.text(nodes.get(each)), most);
      const wide = widthOf(text, 13);
      const side = away - 4 + wide / 2;
      const places = [[0, away], [0, -away], [side, 0], [-side, 0], [0, away + 15], [0, -away - 15]];
      const place = taken.first(places.map(([dx, dy]) => around({ x: x + dx, y: y + dy }, wide, 15)));
      if (place) return [each, draw("text", { x: place.x, y: place.y + 5, "text-anchor": "middle" }, text)];
    }
    return [each, ""];
  });
  const words = [];
  const apart = new Map();
  for (const [from, to, by] of inside) {
    const [one, two] = [at.get(from), at.get(to)];
    const long = Math.hypot(two.x - one.x, two.y - one.y) || 1;
    const [x, y] = [two.x - one.x, two.y - one.y].map((each) => each * (1 - (radius(to) + 2) / long));
    drawn.append(draw("line", { class: "edge", x1: one.x, y1: one.y, x2: one.x + x, y2: one.y + y, "marker-end": "url(#to)" }, ...(by ? [draw("title", {}, names.text(by))] : [])));
    if (!by) continue;
    const key = [from, to].sort().join(" ");
    const said = apart.get(key) ?? apart.set(key, { one, two, texts: new Set() }).get(key);
    said.texts.add(cut(names.text(by), 26));
  }
  for (const { one, two, texts } of inside.length <= 40 ? apart.values() : []) {
    for (const text of texts) { // where there is room; its line says it too
      const along = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73].map((part) => ({ x: one.x + (two.x - one.x) * part, y: one.y + (two.y - one.y) * part }));
      const place = taken.first(along.map((each) => around(each, widthOf(text, 10.5), 12)));
      if (place) words.push(draw("text", { class: "name", x: place.x, y: place.y + 4, "text-anchor": "middle" }, text));
    }
  }
  drawn.append(...words);
  for (const [each, text] of named) {
    const { x, y } = at.get(each);
    const cell = nodes.get(each);
    const link = names.link(cell);
    const parts = [
      draw("circle", { class: "node", cx: x, cy: y, r: radius(each) }),
      text,
      draw("title", {}, names.title(cell) ?? names.text(cell)),
    ];
    drawn.append(link ? draw("a", { href: link }, ...parts) : draw("g", {}, ...parts));
  }
  const figure = make("figure", {}, drawn);
  if (weight.size > NODES) figure.append(make("figcaption", { class: "quiet" }, `The ${NODES} best connected of ${weight.size} things.`));
  return figure;
}

// How wide a label is, with some room beside it.
function widthOf(text, size) {
  const ruler = document.createElement("canvas").getContext("2d");
  ruler.font = `${size}px ${getComputedStyle(document.documentElement).getPropertyValue("--plain") || "sans-serif"}`;
  return ruler.measureText(text).width + size;
}

// A rectangle by its middle and its size.
const around = ({ x, y }, wide, high) => ({ x, y, wide, high });

// Where something is drawn already.
class Taken {
  constructor(boxes) {
    this.boxes = boxes;
  }

  add(box) {
    this.boxes.push(box);
    return box;
  }

  // The first of these places that is free and inside, which is taken now; null where none is.
  first(places) {
    const inside = ({ x, y, wide, high }) => x - wide / 2 > 0 && x + wide / 2 < 1000 && y - high / 2 > 0 && y + high / 2 < 640;
    const apart = (one, two) => Math.abs(one.x - two.x) * 2 > one.wide + two.wide || Math.abs(one.y - two.y) * 2 > one.high + two.high;
    const free = places.find((each) => inside(each) && this.boxes.every((other) => apart(each, other)));
    return free ? this.add(free) : null;
  }
}

// Places for nodes: those with an edge pull each other, those near each other push
// each other away (after Fruchterman and Reingold, 1991).
function placed(kept, edges) {
  const at = new Map(kept.map((each, index) => {
    const turn = (index / kept.length) * 2 * Math.PI;
    const away = 120 + (170 * index) / kept.length;
    return [each, { x: 500 + 1.5 * away * Math.cos(turn), y: 320 + away * Math.sin(turn), dx: 0, dy: 0 }];
  }));
  const ideal = 0.55 * Math.sqrt((1000 * 640) / Math.max(kept.length, 4));
  const near = (3 * ideal) ** 2;
  const all = [...at.values()];
  for (let heat = 60; heat > 1; heat *= 0.975) {
    for (const one of all) {
      [one.dx, one.dy] = [(500 - one.x) * 0.12, (320 - one.y) * 0.2];
      for (const two of all) {
        if (one === two) continue;
        const [x, y] = [one.x - two.x, (one.y - two.y) || 0.1];
        if (x * x + y * y > near) continue;
        const push = (1.6 * ideal * ideal) / (x * x + 1.8 * y * y + 1);
        [one.dx, one.dy] = [one.dx + x * push, one.dy + y * push];
      }
    }
    for (const [from, to] of edges) {
      const [one, two] = [at.get(from), at.get(to)];
      const pull = Math.hypot(one.x - two.x, one.y - two.y) / ideal;
      const [x, y] = [(one.x - two.x) * pull, (one.y - two.y) * pull];
      [one.dx, one.dy, two.dx, two.dy] = [one.dx - x, one.dy - y, two.dx + x, two.dy + y];
    }
    for (const one of all) {
      const length = Math.hypot(one.dx, one.dy) || 1;
      one.x = Math.min(890, Math.max(110, one.x + (one.dx / length) * Math.min(length, heat)));
      one.y = Math.min(605, Math.max(20, one.y + (one.dy / length) * Math.min(length, heat)));
    }
  }
  for (const [way, least, most] of [["x", 90, 910], ["y", 30, 600]]) { // the whole of the picture is used
    const [from, to] = [Math.min, Math.max].map((end) => end(...all.map((each) => each[way])));
    if (to - from > 1) for (const each of all) each[way] = least + ((each[way] - from) / (to - from)) * (most - least);
  }
  return at;
}

function cut(text, most) {
  const letters = Array.from(text);
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
}
