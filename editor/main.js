// The page /editor: wires its form to the text field, the endpoint and the ways to show an answer.
import { Asking, Cancelled, labelsOf, Wrong } from "./ask.js";
import { Code } from "./code.js";
import { bars, make, network, raw } from "./draw.js";
import { ROWS, sheet } from "./sheet.js";
import { barsOf, nameless, networkOf, placeOf, spoken, tableOf, triplesOf } from "./table.js";
import { Terms } from "./terms.js";

const HISTORY = "cuegraph.queries";
const DRAFT = "cuegraph.draft";
const REMEMBERED = 40;
const FORMATS = {
  results: { json: "JSON", xml: "XML", csv: "CSV", tsv: "TSV" },
  graph: { turtle: "Turtle", ntriples: "N-Triples", rdfxml: "RDF/XML", jsonld: "JSON-LD" },
};
const ENDINGS = { turtle: "ttl", ntriples: "nt", rdfxml: "rdf" };

const element = (name) => document.getElementById(name);
const form = element("ask");
const { root } = form.dataset;
let terms = null;
let asking = null;

const code = new Code(element("code"), fromLink() ?? draft() ?? form.elements.query.value, {
  terms: () => terms,
  things,
  mistake,
  run: () => form.requestSubmit(),
});
element("plain").remove();
for (const each of document.querySelectorAll("[data-live]")) each.hidden = false;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(code.text);
});
element("cancel").addEventListener("click", () => asking?.cancel());
addEventListener("pagehide", () => {
  asking?.cancel();
  try {
    sessionStorage.setItem(DRAFT, code.text);
  } catch {
    return; // not allowed: then it is gone
  }
});
addEventListener("hashchange", () => {
  const query = fromLink();
  if (query !== null) code.text = query;
});
element("share").addEventListener("click", share);
element("history").addEventListener("change", (event) => {
  code.text = remembered()[event.target.value] ?? code.text;
  event.target.value = "";
});
element("examples")?.addEventListener("change", async (event) => {
  const name = event.target.value;
  const questions = await json("/editor/questions.json");
  const chosen = questions?.find((each) => each.name === name);
  if (chosen) code.text = chosen.text;
});
listHistory();
json("/editor/terms.json").then((data) => {
  terms = new Terms(data ?? {});
  code.recheck();
});

async function json(path, signal) {
  const response = await fetch(root + path, { headers: { Accept: "application/json" }, signal }).catch(() => null);
  return response?.ok ? response.json() : null;
}

// What is wrong with a query that does not parse, by the server's parser; null for nothing, or where nobody says.
async function mistake(query) {
  const headers = { Accept: "application/json", "Content-Type": "application/sparql-query" };
  const response = await fetch(`${root}/editor/check`, { method: "POST", headers, body: query }).catch(() => null);
  return response?.ok ? response.json() : null;
}

// The graph's things whose names have these letters.
async function things(letters, context) {
  const abort = new AbortController();
  context.addEventListener("abort", () => abort.abort());
  const found = await json(`/search.json?q=${encodeURIComponent(letters)}`, abort.signal);
  const hits = Array.isArray(found) ? found : (found?.results ?? []);
  return hits.filter((each) => each.iri && each.label).slice(0, 12);
}

async function ask(query) {
  const before = asking;
  const mine = new Asking(root, query);
  asking = mine; // at once, so that whoever asks next cancels this one
  await before?.cancel();
  if (asking !== mine) return;
  element("cancel").disabled = false;
  element("answer").hidden = true;
  say("The query runs …");
  remember(query);
  try {
    const answer = await mine.answer();
    if (asking === mine) await show(answer, query);
  } catch (error) {
    if (asking === mine) tell(error);
    if (!(error instanceof Wrong || error instanceof Cancelled)) throw error;
  } finally {
    if (asking === mine) {
      asking = null;
      element("cancel").disabled = true;
    }
  }
}

function say(...content) {
  element("said").replaceChildren(...content);
}

function tell(error) {
  if (error instanceof Cancelled) {
    say("The query was cancelled.");
    return;
  }
  const place = error.line ? `Line ${error.line}${error.column ? `, column ${error.column}` : ""}: ` : "";
  const problem = make("div", { class: "problem" }, make("p", {}, place + error.message));
  if (error.remedy) problem.append(make("p", { class: "remedy" }, error.remedy));
  say(problem);
  if (error.line) code.mark(error.line, error.column ?? 1, error.message);
}

async function show(answer, query) {
  const isGraph = answer.kind === "graph";
  const data = isGraph ? triplesOf(answer.text) : tableOf(answer.text);
  const took = `${answer.seconds.toFixed(answer.seconds < 1 ? 2 : 1)} s`;
  const ways = {};
  if ("boolean" in data) {
    say(`${data.boolean ? "Yes" : "No"}, in ${took}.`);
    ways.Answer = () => make("p", { class: "verdict" }, data.boolean ? "Yes" : "No");
  } else {
    const count = data.rows.length;
    const what = isGraph ? "triple" : "row";
    const labels = new Map();
    const label = async (rows) => {
      const wanted = new Set(nameless({ rows }).map((iri) => placeOf(iri)?.source ?? iri));
      const unknown = [...wanted].filter((iri) => !labels.has(iri));
      for (const [iri, text] of await labelsOf(root, unknown)) labels.set(iri, text);
      for (const iri of unknown) if (!labels.has(iri)) labels.set(iri, undefined);
    };
    await label(data.rows.slice(0, ROWS));
    const names = namesBy(labels);
    say(`${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"} in ${took}.`);
    const doubts = count ? [] : code.doubts();
    ways.Table = () => (count ? sheet(data, names, label) : make("div", {}, ...[`No ${what}s.`, ...doubts].map((each) => make("p", {}, each))));
    const chart = isGraph ? null : barsOf(data);
    const net = networkOf(data, isGraph);
    if (chart) ways.Chart = () => bars(chart, names);
    if (net) ways.Graph = () => network(net, names);
  }
  ways.Raw = () => raw(isGraph ? answer.text : JSON.stringify(JSON.parse(answer.text), null, 1).slice(0, 400000));
  fillTabs(ways);
  fillDownloads(answer.kind, query);
  element("answer").hidden = false;
}

// How cells are told: by their label, with the IRI on hover; ours lead to their pages.
function namesBy(labels) {
  const short = (iri) => terms?.short(iri).replace(/^<(.*)>$/, "$1") ?? iri;
  const text = (cell) => {
    if (cell.parts) return cell.parts.map(text).join(" ");
    if (cell.type === "bnode") return `_:${cell.value.replace(/^_:/, "")}`;
    if (cell.type !== "uri") return spoken(cell);
    const place = placeOf(cell.value);
    if (place && labels.get(place.source)) return `${labels.get(place.source)}, ${place.from}\u2013${place.to}`;
    return cell.label ?? labels.get(cell.value) ?? terms?.known.get(cell.value)?.label ?? short(cell.value);
  };
  const title = (cell) => {
    if (cell.type === "uri") return cell.value;
    if (cell["xml:lang"]) return `in the language ${cell["xml:lang"]}`;
    return cell.datatype ? `${cell.value} (${short(cell.datatype)})` : null;
  };
  const link = (cell) => {
    if (cell.type !== "uri") return null;
    const ours = terms?.page(cell.value);
    if (ours) return `${root}/${ours}`;
    return /^https?:/.test(cell.value) ? cell.value : null;
  };
  return { text, link, title };
}

function fillTabs(ways) {
  const tabs = Object.entries(ways).map(([name, drawn], index) => {
    const tab = make("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "panel" }, name);
    tab.addEventListener("click", () => choose(tab, drawn, tabs));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(index + step + tabs.length) % tabs.length];
      next.click();
      next.focus();
    });
    return tab;
  });
  element("tabs").replaceChildren(...tabs);
  tabs[0].click();
}

function choose(tab, drawn, tabs) {
  for (const each of tabs) {
    each.setAttribute("aria-selected", String(each === tab));
    each.tabIndex = each === tab ? 0 : -1;
  }
  element("panel").setAttribute("aria-labelledby", tab.id);
  element("panel").replaceChildren(drawn());
}

function fillDownloads(kind, query) {
  const links = Object.entries(FORMATS[kind]).map(([format, name]) => {
    const download = `answer.${ENDINGS[format] ?? format}`;
    const link = make("a", { href: `${root}/sparql?${new URLSearchParams({ query, format })}`, download }, name);
    if (link.href.length > 6000) link.addEventListener("click", (event) => post(event, query, format, download));
    return link;
  });
  element("take").replaceChildren("Take it away as", ...links.flatMap((each) => [" ", each]));
}

// A query that is too long for an address is sent as what it is.
async function post(event, body, format, download) {
  event.preventDefault();
  const headers = { "Content-Type": "application/sparql-query" };
  const response = await fetch(`${root}/sparql?format=${format}`, { method: "POST", headers, body }).catch(() => null);
  if (!response?.ok) {
    say("The answer could not be taken away; ask again.");
    return;
  }
  const link = make("a", { href: URL.createObjectURL(await response.blob()), download });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function fromLink() {
  return new URLSearchParams(location.hash.slice(1)).get("query");
}

// What was written before this page was left; null where there is none, or the address has a query.
function draft() {
  try {
    return new URLSearchParams(location.search).has("query") ? null : sessionStorage.getItem(DRAFT);
  } catch {
    return null;
  }
}

async function share() {
  const link = `${location.origin}${location.pathname}#${new URLSearchParams({ query: code.text })}`;
  window.history.replaceState(null, "", link);
  try {
    await navigator.clipboard.writeText(link);
    say("The link to this query is copied.");
  } catch {
    say("The link to this query stands in the address bar.");
  }
}

function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(HISTORY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
}

function remember(query) {
  const kept = [query, ...remembered().filter((each) => each !== query)].slice(0, REMEMBERED);
  try {
    localStorage.setItem(HISTORY, JSON.stringify(kept));
  } catch {
    return; // no room, or not allowed: the page works without
  }
  listHistory();
}

function listHistory() {
  const line = (query) => query.replace(/^\s*(?:PREFIX|BASE)\b.*$/gim, "").replace(/\s+/g, " ").trim().slice(0, 90);
  const options = remembered().map((query, index) => make("option", { value: index }, line(query)));
  element("history").replaceChildren(make("option", { value: "" }, "your queries …"), ...options);
}
