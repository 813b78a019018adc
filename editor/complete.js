// Completion: variables, keywords, prefixes, the graph's own classes and properties, and its things by name.
import { declared, escaped, expanded, local } from "./terms.js";

const KEYWORDS = (
  "SELECT DISTINCT REDUCED CONSTRUCT DESCRIBE ASK WHERE FROM NAMED PREFIX BASE FILTER OPTIONAL UNION MINUS GRAPH " +
  "VALUES BIND SERVICE UNDEF EXISTS NOT IN AS COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT ORDER GROUP BY HAVING " +
  "LIMIT OFFSET ASC DESC STR LANG LANGMATCHES DATATYPE BOUND IF COALESCE CONTAINS STRSTARTS STRENDS REGEX REPLACE " +
  "SUBSTR STRLEN UCASE LCASE CONCAT STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW ABS ROUND " +
  "CEIL FLOOR RAND isIRI isLiteral isBlank isNumeric sameTerm IRI URI BNODE STRDT STRLANG UUID STRUUID MD5 SHA1 SHA256 " +
  "SHA384 SHA512 ENCODE_FOR_URI SEPARATOR SILENT true false"
).split(" ");

const WORD = /[?$]\w*|[\p{L}\p{N}_-]*:?(?:[\p{L}\p{N}_-]|\.(?=[\p{L}\p{N}_-]))*/u;

// A source of completions.
// terms: gives the graph's terms, or null before they are there; things: gives things for some letters.
export function completions(terms, things) {
  return async (context) => {
    const word = context.matchBefore(WORD);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    const text = context.state.doc.toString();
    if (inTextOrComment(context.state.doc.lineAt(word.from), word.from)) return null;
    if (/^[?$]/.test(word.text)) return variables(word, text);
    const known = terms();
    const before = text.slice(0, word.from);
    if (/\bPREFIX\s+$/i.test(before)) return known && declarations(word, known);
    if (known && /\b(?:GRAPH|FROM|NAMED)\s+$/i.test(before)) return graphs(word, known, text);
    const wantsClass = /(?:(?<![?$:\w-])a|rdf:type)\s+$/.test(before);
    const options = wantsClass ? [] : KEYWORDS.map((label) => ({ label, type: "keyword", boost: -20 }));
    if (known && (isInside(before) || word.text.includes(":"))) {
      const prefixes = declared(text);
      const names = { ...known.prefixes, ...prefixes };
      const most = Math.max(1, ...known.properties.map((each) => each.count));
      const owner = wantsClass ? null : expanded(classOf(before, text), names);
      const bare = !word.text.includes(":"); // the name alone is compared with what was typed
      for (const each of wantsClass ? known.classes : [...known.properties, ...known.classes]) {
        const fits = each.named ? -60 : each.kind === (wantsClass ? "class" : "property") ? 20 : 0;
        const own = each.kind === "property" && known.used(owner, each);
        options.push({
          label: bare ? local(each.iri) : known.short(each.iri, names),
          displayLabel: known.short(each.iri, names),
          type: each.kind,
          detail: ` ${each.label} · ${own ? `${own.toLocaleString("en")} here, ` : ""}${each.count.toLocaleString("en")}${each.named ? " in named graphs" : own ? " in all" : ""}`,
          boost: own ? 40 + (40 * Math.log1p(own)) / Math.log1p(most) : fits + (15 * Math.log1p(each.count)) / Math.log1p(most),
          apply: inserting(known, each.iri),
        });
      }
      const letters = word.text.replace(/^.*:/, "");
      if (letters.length > 1 && !wantsClass) options.push(...(await found(things, letters, known, names, context)));
    }
    return context.aborted ? null : { from: word.from, options };
  };
}

// Whether a place is within the braces of a query, or after DESCRIBE or FROM, where names stand, too.
export function isInside(before) {
  const bare = before.replace(/<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#.*/g, "");
  const depth = bare.split("{").length - bare.split("}").length;
  return depth > 0 || /\b(?:DESCRIBE|FROM|NAMED)\b[^{}]*$/i.test(bare);
}

const CLASS = "\\s(?:a|rdf:type)\\s+(<[^<>\\s]*>|[^\\s;,{}]+)";

// The class that the subject of a statement is said to be of, as it is written; empty for none.
export function classOf(before, text) {
  const bare = before.replace(/<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"/g, (each) => "_".repeat(each.length));
  const statement = before.slice(bare.search(/(?<=(?:^|[{}]|\.\s)\s*)[^\s{}](?:[^{}.]|\.(?!\s))*$/));
  const [subject] = statement.match(/^[?$]\w+(?=\s)/) ?? [];
  const said = statement.match(CLASS) ?? (subject && text.match(`${escaped(subject)}${CLASS}`));
  return said?.[1].replace(/\.$/, "") ?? "";
}

async function found(things, letters, terms, names, context) {
  const hits = await things(letters, context);
  return hits.map(({ iri, label, kind }) => ({
    label: terms.short(iri, names),
    displayLabel: label,
    detail: ` ${kind ?? "thing"}`,
    type: "variable",
    boost: -5,
    apply: inserting(terms, iri),
  }));
}

// Puts a name in the place of what was typed, with the PREFIX line that it needs.
function inserting(terms, iri) {
  return (view, completion, from, to) => {
    const prefixes = declared(view.state.doc.toString());
    let insert = terms.short(iri, prefixes);
    const changes = [];
    if (insert.startsWith("<")) {
      insert = terms.short(iri);
      const prefix = insert.startsWith("<") ? null : insert.split(":", 1)[0];
      if (prefix !== null && prefix in prefixes) insert = `<${iri}>`;
      else if (prefix !== null) changes.push({ from: 0, insert: `PREFIX ${prefix}: <${terms.prefixes[prefix]}>\n` });
    }
    changes.push({ from, to, insert });
    const shift = changes.length > 1 ? changes[0].insert.length : 0;
    view.dispatch({ changes, selection: { anchor: from + shift + insert.length }, userEvent: "input.complete" });
  };
}

function variables(word, text) {
  const names = new Set([...text.matchAll(/[?$](\w+)/g)].map(([, name]) => word.text[0] + name));
  names.delete(word.text);
  return { from: word.from, options: [...names].map((label) => ({ label, type: "variable" })) };
}

function graphs(word, terms, text) {
  const bare = !word.text.includes(":");
  const options = terms.graphs.map((iri) => {
    const label = terms.short(iri, { ...terms.prefixes, ...declared(text) });
    return { label: bare ? local(iri) : label, displayLabel: label, detail: " graph", type: "namespace", apply: inserting(terms, iri) };
  });
  return { from: word.from, options: [...options, { label: "NAMED", type: "keyword", boost: -20 }] };
}

function declarations(word, terms) {
  const options = Object.entries(terms.prefixes).map(([prefix, space]) => ({
    label: `${prefix}:`,
    detail: space,
    type: "namespace",
    apply: `${prefix}: <${space}>`,
  }));
  return { from: word.from, options };
}

function inTextOrComment(line, at) {
  const before = line.text.slice(0, at - line.from).replace(/<[^<>\s]*>/g, "");
  const bare = before.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "");
  return /["'#]|<[^<>\s]*$/.test(bare);
}
