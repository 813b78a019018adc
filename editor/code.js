// The text field with highlighting, completion and marks, in a shadow root: there its styles are adopted style
// sheets, which the Content-Security-Policy "default-src 'self'" allows, and no <style> elements, which it does not.
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { HighlightStyle, LanguageSupport, bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { forceLinting, lintKeymap, linter } from "@codemirror/lint";
import { EditorState, Prec, StateEffect } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { styleTags, tags } from "@lezer/highlight";
import { SparqlLanguage } from "codemirror-lang-sparql";
import { completions } from "./complete.js";
import { checkBrackets, checkNames } from "./names.js";

const line = (colour) => ({ backgroundImage: "none", textDecoration: `underline wavy ${colour} 1.5px`, textUnderlineOffset: "3px" });

const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "transparent", fontSize: ".9rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--code)", lineHeight: "1.55", minHeight: "13rem", maxHeight: "32rem" },
  ".cm-content": { caretColor: "var(--ink)", padding: ".7rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--quiet)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent) 6%, transparent)" },
  ".cm-activeLineGutter": { color: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--accent) 22%, transparent)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--accent) 25%, transparent)" },
  ".cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--accent) 12%, transparent)" },
  ".cm-tooltip, .cm-panels": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--code)", maxHeight: "16em" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--accent)", color: "var(--paper)" },
  ".cm-completionDetail": { fontStyle: "normal", fontFamily: "var(--plain)", opacity: ".85" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-lintRange-error, .cm-lintRange-error.cm-lintRange-active": line("var(--wrong)"),
  ".cm-lintRange-warning": line("var(--doubt)"),
  ".cm-diagnostic": { whiteSpace: "normal", fontFamily: "var(--plain)", maxWidth: "30rem" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--wrong)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--doubt)" },
  ".cm-diagnosticAction": { backgroundColor: "var(--accent)", color: "var(--paper)", font: "inherit" },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.string, tags.integer, tags.float, tags.bool], color: "var(--text)" },
  { tag: tags.variableName, color: "var(--variable)" },
  { tag: [tags.namespace, tags.url, tags.typeName], color: "var(--name)" },
]);

const Sparql = SparqlLanguage.configure({
  props: [styleTags({ "Pname_ln Pname_ns PrefixedName": tags.namespace, A_predicate: tags.keyword })],
});

const refresh = StateEffect.define();

const STILL = 1200; // milliseconds without a letter after which nobody is in the middle of a word

// The text field.
export class Code {
  // place: the element to fill; terms: gives the graph's terms or null; things: see completions;
  // mistake: gives what the server says of a query that does not parse, or null; run: asks.
  constructor(place, text, { terms, things, mistake, run }) {
    this.terms = terms;
    this.mistake = mistake;
    this.fault = null;
    const root = place.attachShadow({ mode: "open" });
    const language = new LanguageSupport(Sparql, [
      Sparql.data.of({ autocomplete: completions(terms, things), commentTokens: { line: "#" } }),
    ]);
    const extensions = [
      Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }])),
      lineNumbers(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      autocompletion({ icons: false }),
      highlightActiveLine(),
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap, { key: "Tab", run: acceptCompletion }, indentWithTab]),
      language,
      syntaxHighlighting(colours),
      theme,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": "Query in SPARQL", "aria-multiline": "true" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) this.fault = null;
      }),
      linter((view) => this.check(view.state).filter((each) => each !== this.fault && !written(view, each)), {
        delay: 350,
        needsRefresh: (update) => update.transactions.some((each) => each.effects.some((one) => one.is(refresh))),
      }),
      linter((view) => this.checkThere(view)),
    ];
    this.view = new EditorView({ state: EditorState.create({ doc: text.trim(), extensions }), parent: root, root });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  set text(text) {
    const changes = { from: 0, to: this.view.state.doc.length, insert: text.trim() };
    this.view.dispatch({ changes, selection: { anchor: 0 } });
  }

  check(state) {
    const terms = this.terms();
    const found = [...checkBrackets(state.doc.toString()), ...(terms ? checkNames(state, terms) : [])];
    return this.fault ? [this.fault, ...found.filter((each) => each.from !== this.fault.from)] : found;
  }

  // Look at the text anew.
  recheck() {
    this.view.dispatch({ effects: refresh.of(null) });
    forceLinting(this.view);
  }

  // What may be why there is no answer: names that the graph has not.
  doubts() {
    const terms = this.terms();
    return terms ? checkNames(this.view.state, terms).map((each) => each.message) : [];
  }

  // What the server says, of the query that was asked or of this text; and all that is wrong where somebody writes,
  // when they have stopped to. A look that began before the query was asked ends with what is wrong in that, too.
  async checkThere(view) {
    if (this.fault) return [this.fault];
    const { doc } = view.state;
    const here = this.check(view.state);
    const found = here.filter((each) => written(view, each));
    const text = doc.toString();
    if (text.trim() && !here.some((each) => each.severity === "error")) {
      const wrong = await this.mistake(text);
      const message = [wrong?.detail, wrong?.remedy].filter(Boolean).join(" ");
      if (wrong?.line) found.push({ ...spanOf(doc, wrong.line, wrong.column ?? 1), severity: "error", message });
    }
    if (found.some((each) => written(view, each))) await new Promise((wake) => setTimeout(wake, STILL));
    return this.fault ? [this.fault] : found;
  }

  // Mark what is wrong at a line and a column, both from 1; columns count code points.
  mark(number, column, message) {
    this.fault = { ...spanOf(this.view.state.doc, number, column), severity: "error", message };
    this.view.dispatch({ selection: { anchor: this.fault.from }, scrollIntoView: true });
    this.recheck();
  }
}

// The word that stands at a line and a column; the letter before where none does.
function spanOf(doc, number, column) {
  const at = doc.line(Math.min(Math.max(number, 1), doc.lines));
  const before = Array.from(at.text).slice(0, Math.max(column - 1, 0)).join("").length;
  let from = Math.min(at.from + before, at.to);
  const rest = at.text.slice(from - at.from).match(/^[\p{L}\p{N}_:?-]+|^\S/u);
  let to = from + (rest?.[0].length ?? 0);
  if (from === to && from > 0) from = Math.max(0, from - 1);
  if (from === to) to = Math.min(to + 1, doc.length);
  return { from, to };
}

// Whether a mark is where somebody writes: nothing but white space and the word is between it and the cursor.
function written(view, { from, to }) {
  const { doc, selection } = view.state;
  const { head } = selection.main;
  const [start, end] = head < from ? [head, from] : [Math.min(to, head), head];
  return view.hasFocus && end <= doc.length && /^[^\s{}()]*\s*$/.test(doc.sliceString(start, end));
}
