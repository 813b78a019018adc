// A table of an answer: by pages, and sorted by the column whose heading is pressed.
import { make } from "./draw.js";
import { heading, isNumber } from "./table.js";

export const ROWS = 500;

// names: {text(cell), title(cell), link(cell)}; label: fetches what the cells of some rows are called.
export function sheet({ columns, rows }, names, label) {
  const place = make("div");
  const numbers = columns.map((_, index) => rows.every((row) => !row[index] || isNumber(row[index])));
  let sorted = rows;
  let by = null; // {column, down}
  let first = 0;

  async function show(focus) {
    const shown = sorted.slice(first, first + ROWS);
    await label(shown);
    const head = columns.map((each, column) => {
      const button = make("button", { type: "button", class: "sort" }, heading(each));
      button.addEventListener("click", () => sort(column));
      const order = by?.column === column ? (by.down ? "descending" : "ascending") : null;
      return make("th", { scope: "col", class: numbers[column] ? "number" : null, "aria-sort": order }, button);
    });
    const body = shown.map((row) => make("tr", {}, ...row.map((cell) => td(cell, names))));
    const parts = [make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body))];
    if (rows.length > ROWS) parts.push(pages());
    place.replaceChildren(...parts);
    place.querySelectorAll(focus ?? "none")[focus === ".sort" ? by.column : 0]?.focus();
  }

  function sort(column) {
    by = { column, down: by?.column === column && !by.down };
    sorted = [...rows].sort((one, two) => (by.down ? -1 : 1) * order(one[column], two[column], numbers[column], names));
    first = 0;
    return show(".sort");
  }

  function pages() {
    const step = (text, to) => {
      const button = make("button", { type: "button", class: "second" }, text);
      button.disabled = to < 0 || to >= rows.length;
      button.addEventListener("click", () => {
        first = to;
        show("nav button:enabled");
      });
      return button;
    };
    const last = Math.min(first + ROWS, rows.length);
    const where = `Rows ${[first + 1, last].map((each) => each.toLocaleString("en")).join(" to ")} of ${rows.length.toLocaleString("en")}`;
    return make("nav", { "aria-label": "Rows", class: "pages" }, step("Before", first - ROWS), make("span", { role: "status" }, where), step("Next", first + ROWS));
  }

  show();
  return place;
}

// Numbers by size, all else as it is read, then what is empty.
function order(one, two, isNumeric, names) {
  if (!one || !two) return Number(!one) - Number(!two);
  if (isNumeric) return Number(one.value) - Number(two.value);
  return names.text(one).localeCompare(names.text(two), "en", { numeric: true });
}

function td(cell, names) {
  if (!cell) return make("td");
  const text = names.text(cell);
  const link = names.link(cell);
  const title = names.title(cell);
  if (link) return make("td", {}, make("a", { href: link, title }, text));
  return make("td", { class: isNumber(cell) ? "number" : null, lang: cell["xml:lang"], title }, text);
}
