// What can be said of a query without the server: brackets and quotes, prefixes, and names that the graph has not.
import { syntaxTree } from "@codemirror/language";
import { declared, local } from "./terms.js";

const CLOSED_BY = { "{": "}", "(": ")", "[": "]" };
const IRI = /<[^<>"{}|^`\\\s]*>/y;

// Diagnostics of the brackets and quotes that do not fit.
export function checkBrackets(text) {
  const open = [];
  const found = [];
  const fault = (from, to, message) => found.push({ from, to, severity: "error", message });
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === "#") {
      at = endOf(text, "\n", at);
    } else if (letter === "<") {
      IRI.lastIndex = at;
      at += (text.match(IRI)?.[0].length ?? 1) - 1;
    } else if (letter === '"' || letter === "'") {
      const end = endOfString(text, at);
      if (end < 0) {
        fault(at, Math.min(endOf(text, "\n", at), text.length), "This text is not closed.");
        at = endOf(text, "\n", at);
      } else {
        at = end;
      }
    } else if (CLOSED_BY[letter]) {
      open.push({ at, letter });
    } else if ("})]".includes(letter)) {
      const last = open.pop();
      if (!last || CLOSED_BY[last.letter] !== letter) {
        fault(at, at + 1, last ? `Here ${CLOSED_BY[last.letter]} is missing.` : `Nothing was opened that ${letter} closes.`);
        if (last) open.push(last);
      }
    }
  }
  for (const { at, letter } of open) fault(at, at + 1, `This ${letter} is not closed.`);
  return found;
}

function endOf(text, what, at) {
  const end = text.indexOf(what, at);
  return end < 0 ? text.length : end;
}

// The last letter of the string that begins here; -1 where it does not end.
function endOfString(text, at) {
  const long = text[at].repeat(3);
  const quote = text.startsWith(long, at) ? long : text[at];
  for (let next = at + quote.length; next < text.length; next++) {
    if (text[next] === "\\") next++;
    else if (text.startsWith(quote, next)) return next + quote.length - 1;
    else if (quote.length === 1 && text[next] === "\n") return -1;
  }
  return -1;
}

// Diagnostics of prefixes that are not declared, and of classes and properties that the graph has not.
export function checkNames(state, terms) {
  const text = state.doc.toString();
  const prefixes = declared(text);
  const found = [];
  syntaxTree(state).iterate({
    enter(node) {
      if (node.name === "PrefixDecl" || node.name === "BaseDecl") return false;
      if (node.name === "PrefixedName" || node.name === "IriRef") {
        const each = text.slice(node.from, node.to);
        const wrong = checkName(each, node, prefixes, terms);
        if (wrong) found.push({ from: node.from, to: node.to, ...wrong });
        return false;
      }
      return true;
    },
  });
  return found;
}

function checkName(name, node, prefixes, terms) {
  let iri = name.slice(1, -1);
  if (!name.startsWith("<")) {
    const [prefix] = name.split(":", 1);
    const rest = name.slice(prefix.length + 1);
    if (!(prefix in prefixes)) {
      const space = terms.prefixes[prefix];
      const message = `The prefix ${prefix}: is not declared.`;
      if (!space) return { severity: "error", message };
      const apply = (view) => view.dispatch({ changes: { from: 0, insert: `PREFIX ${prefix}: <${space}>\n` } });
      return { severity: "error", message, actions: [{ name: "Declare it", apply }] };
    }
    if (!rest || /[\\%]/.test(rest)) return null;
    iri = prefixes[prefix] + rest;
  }
  const space = iri.slice(0, iri.length - local(iri).length);
  if (!terms.complete || terms.known.has(iri) || !terms.vocabularies.has(space)) return null;
  const near = terms.nearest(iri, isVerb(node) ? "property" : "class");
  const what = terms.short(iri, { ...terms.prefixes, ...prefixes });
  const message = `This graph has no ${what}.`;
  if (!near) return { severity: "warning", message };
  const better = terms.short(near.iri, prefixes);
  const replace = (view, from, to) => view.dispatch({ changes: { from, to, insert: better } });
  const actions = [{ name: `Take ${better}`, apply: replace }];
  return { severity: "warning", message: `${message} Did you mean ${better} (${near.label})?`, actions };
}

function isVerb(node) {
  for (let each = node.node; each; each = each.parent) {
    if (each.name === "Verb" || each.name === "VerbPath") return true;
    if (each.name === "ObjectListPath" || each.name === "ObjectList") return false;
  }
  return false;
}
