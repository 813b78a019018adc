// Asking the endpoint: one query at a time, which can be cancelled, and the labels of what it gives.

const MOST = 32 * 1024 * 1024;
const RESULTS = "application/sparql-results+json";
const TRIPLES = "application/n-triples";
const LABELLED = 1000;

export class Cancelled extends Error {}

// What the server says is wrong: what, where it stands in the query, and what to do.
export class Wrong extends Error {
  constructor(problem) {
    super(problem.detail ?? problem.title ?? "The server did not answer the query.");
    Object.assign(this, { title: problem.title, remedy: problem.remedy, line: problem.line, column: problem.column });
  }
}

// A query on its way. Its id is made here, so that it can be cancelled before it is answered.
export class Asking {
  constructor(root, query) {
    this.ident = [...crypto.getRandomValues(new Uint8Array(12))].map((each) => each.toString(16).padStart(2, "0")).join("");
    this.address = `${root}/sparql`;
    this.abort = new AbortController();
    this.given = false;
    this.done = false;
    this.query = query;
  }

  // The answer: {kind: "results" | "graph", text, seconds}. Throws Wrong, or Cancelled.
  async answer() {
    const began = performance.now();
    const headers = {
      Accept: `${RESULTS}, ${TRIPLES}`,
      "Content-Type": "application/sparql-query",
      "Query-Id": this.ident,
    };
    try {
      if (this.given) throw new Cancelled();
      const response = await fetch(this.address, { method: "POST", headers, body: this.query, signal: this.abort.signal });
      const type = response.headers.get("Content-Type") ?? "";
      if (!response.ok) {
        const problem = type.includes("json") ? await response.json() : { detail: `${response.status} ${response.statusText}` };
        throw new Wrong(problem);
      }
      const text = await this.read(response);
      return { kind: type.startsWith(TRIPLES) ? "graph" : "results", text, seconds: (performance.now() - began) / 1000 };
    } catch (error) {
      if (this.given) throw new Cancelled();
      if (error instanceof TypeError) throw new Wrong({ detail: "The server cannot be reached.", remedy: "Ask again." });
      throw error;
    } finally {
      this.done = true;
    }
  }

  async read(response) {
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let text = "";
    for (let size = 0; ; ) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      size += value.length;
      if (size > MOST) {
        await reader.cancel();
        throw new Wrong({ detail: "The result is too large for a page.", remedy: "Download it, or add a LIMIT." });
      }
      text += decoder.decode(value, { stream: true });
    }
  }

  // End the query on the server too; asked again while it is still on its way there.
  async cancel() {
    this.given = true;
    for (let tries = 0; tries < 5 && !this.done; tries++) {
      const response = await fetch(`${this.address}/${this.ident}`, { method: "DELETE", keepalive: true }).catch(() => null);
      if (response?.ok) break;
      await new Promise((wake) => setTimeout(wake, 150));
    }
    this.abort.abort();
  }
}

// Where things and sources have their labels, the best place first, as on the server.
const CALLED = [
  "?thing <http://www.w3.org/2004/02/skos/core#prefLabel> ?text",
  "GRAPH <https://w3id.org/cuegraph/graph/sources> { ?thing <http://www.w3.org/2004/02/skos/core#prefLabel> ?text }",
  "?thing <http://purl.org/dc/terms/title> ?text",
  "GRAPH <https://w3id.org/cuegraph/graph/sources> { ?thing <http://purl.org/dc/terms/title> ?text }",
  "GRAPH <https://w3id.org/cuegraph/graph/ontology> { ?thing <http://www.w3.org/2000/01/rdf-schema#label> ?text }",
  "?thing <http://www.w3.org/2000/01/rdf-schema#label> ?text",
];

// Of each ?thing the ?text of the best ?place: in the first of the languages, else in English, else in none, else the
// first of the others, as on the server.
export function bestOf(rows, languages = []) {
  const wanted = [...languages.map((each) => each.toLowerCase()), "en"];
  const language = (tag) => {
    const at = wanted.findIndex((each) => tag === each || tag.startsWith(`${each}-`));
    return at >= 0 ? at : wanted.length + (tag ? 1 : 0);
  };
  const ranked = rows.map(({ thing, text, place }) => ({
    thing: thing.value,
    text: text.value,
    rank: [Number(place?.value ?? 0), language((text["xml:lang"] ?? "").toLowerCase())],
  }));
  const order = (one, two) => two.rank[0] - one.rank[0] || two.rank[1] - one.rank[1] || (one.text < two.text ? 1 : -1);
  return new Map(ranked.sort(order).map(({ thing, text }) => [thing, text])); // the best comes last, and stays
}

// The labels of IRIs, by IRI; of none where the server does not give any.
export async function labelsOf(root, iris) {
  const values = iris.slice(0, LABELLED).map((iri) => `<${iri}>`).join(" ");
  if (!values) return new Map();
  const parts = CALLED.map((pattern, place) => `{ ${pattern} BIND(${place} AS ?place) }`).join(" UNION ");
  const query = `SELECT DISTINCT ?thing ?text ?place { VALUES ?thing { ${values} } ${parts} FILTER(isLiteral(?text)) }`;
  const headers = { Accept: RESULTS, "Content-Type": "application/sparql-query" };
  try {
    const response = await fetch(`${root}/sparql`, { method: "POST", headers, body: query });
    const { results } = await response.json();
    return bestOf(results.bindings, navigator.languages);
  } catch {
    return new Map();
  }
}
