// Answers as values: rows with merged label columns, triples, and what can be drawn of them.

const NUMBERS = /#(?:integer|decimal|double|float|gYear|int|long|nonNegativeInteger)$/;
const TERM = /\s*(?:<<\(|<([^>]*)>|(_:[^\s<>"]*[^\s<>".])|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?)/y;
const END_OF_TRIPLE = /\s*\)>>/y;
const END_OF_LINE = /\s*\.\s*$/y;
const ESCAPES = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

// {boolean} or {columns, rows}: where a row has both ?x and ?xLabel, they are one column, as in web/table.py.
export function tableOf(text) {
  const parsed = JSON.parse(text);
  if ("boolean" in parsed) return { boolean: parsed.boolean };
  const names = parsed.head.vars;
  const columns = names.filter((name) => !(name.endsWith("Label") && names.includes(name.slice(0, -5))));
  const rows = parsed.results.bindings.map((row) =>
    columns.map((name) => (row[name] ? { ...termOf(row[name]), label: row[`${name}Label`]?.value } : row[`${name}Label`])),
  );
  return { columns, rows };
}

// N-Triples as rows of the columns subject, property, object.
export function triplesOf(text) {
  const rows = [];
  for (const line of text.split("\n")) {
    const found = three(line, 0, END_OF_LINE);
    if (found) rows.push(found.terms);
  }
  return { columns: ["subject", "property", "object"], rows };
}

// Three terms of N-Triples from a place on and where they end; null where there are no such.
function three(line, from, end) {
  const terms = [];
  let at = from;
  while (terms.length < 3) {
    TERM.lastIndex = at;
    const found = TERM.exec(line);
    if (!found) return null;
    const [, iri, blank, literal, tag, datatype] = found;
    at = TERM.lastIndex;
    if (iri !== undefined) terms.push({ type: "uri", value: unescaped(iri) });
    else if (blank) terms.push({ type: "bnode", value: blank });
    else if (literal !== undefined) {
      terms.push({ type: "literal", value: unescaped(literal), "xml:lang": tag?.split("--")[0], datatype });
    } else {
      const inner = three(line, at, END_OF_TRIPLE);
      if (!inner) return null;
      at = inner.at;
      terms.push({ type: "triple", parts: inner.terms });
    }
  }
  end.lastIndex = at;
  return end.test(line) ? { terms, at: end.lastIndex } : null;
}

// A term of an answer in JSON; a triple by its parts.
function termOf(cell) {
  if (cell.type !== "triple") return cell;
  const { subject, predicate, object } = cell.value;
  return { type: "triple", parts: [subject, predicate, object].map(termOf) };
}

function unescaped(text) {
  return text.replace(/\\(?:u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|(.))/gs, (_, short, long, letter) =>
    letter ? (ESCAPES[letter] ?? letter) : String.fromCodePoint(parseInt(short ?? long, 16)),
  );
}

export function isNumber(cell) {
  return cell?.type === "literal" && NUMBERS.test(cell.datatype ?? "") && Number.isFinite(Number(cell.value));
}

// {source, from, to} of a citation; null for other IRIs.
export function placeOf(iri) {
  const [, source, from, to] = iri.match(/^([^#]+)#char=(\d+),(\d+)$/) ?? [];
  return source === undefined ? null : { source, from, to };
}

// A literal as it is read: a length of time as on a record, by the rule of service/spoken.py; others as written.
export function spoken({ value, datatype }) {
  const found = /#(?:dayTimeD|d)uration$/.test(datatype ?? "") && value.match(/^PT(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?$/);
  if (!found) return value;
  const [hours, minutes, seconds] = found.slice(1).map((each) => Number(each ?? 0));
  const whole = hours * 60 + minutes + Math.floor(seconds / 60);
  const two = (number) => String(number).padStart(2, "0");
  return whole < 100 ? `${whole}:${two(seconds % 60)}` : `${Math.floor(whole / 60)}:${two(whole % 60)}:${two(seconds % 60)}`;
}

// All IRIs that want a label, each once.
export function nameless({ rows }) {
  const found = new Set();
  const look = (cell) => {
    if (cell?.type === "uri" && !cell.label) found.add(cell.value);
    cell?.parts?.forEach(look);
  };
  for (const row of rows) row.forEach(look);
  return [...found];
}

// {names, values, label, value}: a column of names and one of numbers; null where there are no such.
export function barsOf({ columns, rows }) {
  if (!rows?.length) return null;
  const cells = (index) => rows.map((row) => row[index]);
  const value = columns.findIndex((_, index) => cells(index).every((cell) => !cell || isNumber(cell)) && cells(index).some(Boolean));
  const label = columns.findIndex((_, index) => index !== value && cells(index).some((cell) => cell && !isNumber(cell)));
  const other = label >= 0 ? label : columns.findIndex((_, index) => index !== value);
  if (value < 0 || other < 0) return null;
  const drawn = rows.filter((row) => row[value] && row[other]);
  return { label: columns[other], value: columns[value], bars: drawn.map((row) => [row[other], Number(row[value].value)]) };
}

// {nodes, edges}: the triples, or the first two columns of IRIs, as a network; null where there are no such.
export function networkOf({ columns, rows }, isGraph) {
  if (!rows?.length) return null;
  let [from, to, by] = [0, 2, 1];
  if (!isGraph) {
    const iris = columns.map((_, index) => index).filter((index) => rows.some((row) => row[index]?.type === "uri"));
    if (iris.length < 2) return null;
    [from, to, by] = iris.length === 3 ? [iris[0], iris[2], iris[1]] : [iris[0], iris[1], -1];
  }
  const nodes = new Map();
  const edges = [];
  for (const row of rows) {
    const [one, two] = [row[from], row[to]];
    if (![one, two].every((each) => each?.type === "uri" || each?.type === "bnode")) continue;
    nodes.set(one.value, one).set(two.value, two);
    edges.push([one.value, two.value, by < 0 ? null : row[by]]);
  }
  return edges.length ? { nodes, edges } : null;
}

// "peakPosition" is headed "Peak position" and "filmLabel" as what it labels, by the same rule as in web/table.py.
export function heading(variable) {
  const name = variable.replace(/(?<=.)Label$/s, "");
  const words = name.replace(/(?<=[\p{Ll}\p{Nd}])(?=\p{Lu})/gu, " ").replaceAll("_", " ").toLowerCase();
  const [first, ...rest] = words;
  return first.toUpperCase() + rest.join("");
}
