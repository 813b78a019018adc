// The graph's own names: what terms.json says, expanding, shortening, and the nearest name to a wrong one.

const NAME = /^[A-Za-z_0-9](?:[\w-]|\.(?=[\w-]))*$/;

export class Terms {
  constructor(data) {
    this.prefixes = data.prefixes ?? {};
    this.base = data.base ?? "";
    const term = (kind) => ([iri, label, count, named]) => ({ iri, label, count, named: !!named, kind });
    this.classes = (data.classes ?? []).map(term("class"));
    this.properties = (data.properties ?? []).map(term("property"));
    // How many triples the things of a class have with a property; null where that is not counted.
    this.used = (owner, each) => {
      const counts = data.used?.[owner];
      return counts ? (counts.find(([place]) => this.properties[place] === each)?.[1] ?? 0) : null;
    };
    this.known = new Map([...this.classes, ...this.properties].map((each) => [each.iri, each]));
    const ours = (data.kinds ?? []).join("|");
    this.ours = new RegExp(`^${escaped(this.base)}((?:(?:${ours})/[^/?#\\s]+|ns)(?:#\\S*)?)$`);
    const spaces = [...this.known.keys()].map((iri) => iri.replace(/[^#/]*$/, ""));
    this.vocabularies = new Set(spaces);
    this.complete = data.complete ?? true;
    this.graphs = data.graphs ?? [];
  }

  // Where an IRI of ours is read, by the same rules as web/address.py; null for all others.
  page(iri) {
    return this.base ? (iri.match(this.ours)?.[1] ?? null) : null;
  }

  // A prefixed name, by these prefixes or the graph's; the IRI in brackets where there is none.
  short(iri, prefixes = this.prefixes) {
    let best = null;
    for (const [prefix, space] of Object.entries(prefixes)) {
      const rest = iri.slice(space.length);
      if (iri.startsWith(space) && NAME.test(rest) && space.length > (best?.space.length ?? 0)) {
        best = { space, text: `${prefix}:${rest}` };
      }
    }
    return best?.text ?? `<${iri}>`;
  }

  // The nearest class or property to an IRI that is none; null where nothing is near.
  nearest(iri, kind) {
    const name = local(iri).toLowerCase();
    let best = null;
    for (const each of this.known.values()) {
      const other = local(each.iri).toLowerCase();
      const space = iri.startsWith(each.iri.slice(0, each.iri.length - local(each.iri).length)) ? 0 : 1;
      const away = distance(name, other) + space + (kind && each.kind !== kind ? 0.5 : 0);
      if (!best || away < best.away) best = { away, term: each };
    }
    return best && best.away <= Math.max(2, name.length / 3) ? best.term : null;
  }
}

export function local(iri) {
  return iri.match(/[^#/]*$/)[0];
}

export function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

// How many letters to put in, take out, replace or swap with their neighbour.
export function distance(one, two) {
  let before = [];
  let last = Array.from({ length: two.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const now = [row];
    for (let column = 1; column <= two.length; column++) {
      const same = one[row - 1] === two[column - 1];
      now[column] = Math.min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (same ? 0 : 1));
      if (row > 1 && column > 1 && one[row - 1] === two[column - 2] && one[row - 2] === two[column - 1]) {
        now[column] = Math.min(now[column], before[column - 2] + 1);
      }
    }
    [before, last] = [last, now];
  }
  return last[two.length];
}

// The prefixes that a query declares.
export function declared(text) {
  const found = {};
  for (const [, prefix, iri] of text.matchAll(/\bPREFIX\s+([^\s:]*):\s*<([^<>\s]*)>/gi)) found[prefix] = iri;
  return found;
}

// The IRI that a name of a query stands for; null for none.
export function expanded(name, prefixes) {
  if (name.startsWith("<")) return name.slice(1, -1);
  const [prefix] = name.split(":", 1);
  return prefix in prefixes && prefix.length < name.length ? prefixes[prefix] + name.slice(prefix.length + 1) : null;
}
