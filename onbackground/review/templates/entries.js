// What a record holds, as entries with a place in the text: asks, statements, events, mentions, brackets, oddities.
import { get, has, isMap, list, pairs, text } from "./data.js";

export const LAYERS = ["exchanges", "statements", "events", "mentions", "redactions", "sic"];
const wordLike = /[\p{L}\p{N}]/u;

/** Where words stand in a text from a place on, not inside a longer word; -1 where nowhere. */
export function findWords(words, whole, from = 0) {
  for (let at = whole.indexOf(words, from); at >= 0; at = whole.indexOf(words, at + 1)) {
    const end = at + words.length;
    const cut = (a, b) => a !== undefined && b !== undefined && wordLike.test(a) && wordLike.test(b);
    if (!cut(whole[at - 1], words[0]) && !cut(words[words.length - 1], whole[end])) return at;
  }
  return -1;
}

export const turnText = (doc, turn) => text(get(doc, ["turns", turn, "text"]));
let likeRole = {}; // a role that the corpus declares -> the built-in one that it is like
export const useRoles = (roles) => { likeRole = roles; };
export function roleOf(doc, turn) {
  const role = get(doc, ["participants", get(doc, ["turns", turn, "speaker"]), "role"]);
  return has(likeRole, role) ? likeRole[role] : role;
}

/** The turn among some in which the words stand, if there is exactly one. */
function turnWith(doc, turns, words) {
  const having = list(turns).filter((turn) => words && turnText(doc, turn).includes(words));
  return having.length === 1 ? having[0] : undefined;
}

/** One span for a quote: where it stands in its turn. `times` says how often it does. */
function span(doc, turn, quote) {
  const whole = turnText(doc, turn);
  const start = quote ? whole.indexOf(quote) : -1;
  const times = start < 0 ? 0 : whole.indexOf(quote, start + 1) < 0 ? 1 : 2;
  return { turn, quote, start, end: start + quote.length, times };
}

/** Every entry of a record, in the order of the format: `id`, `kind`, `layer`, `path`, `value`, `turn`, `spans`. */
export function entriesOf(doc, bracket) {
  const found = [];
  for (const [exchange, one] of pairs(doc.exchanges)) {
    const path = ["exchanges", exchange];
    found.push({ id: exchange, kind: "exchange", layer: "exchanges", path, value: one, turn: list(get(one, ["question"]))[0], spans: [] });
    for (const [id, value] of pairs(get(one, ["asks"]))) {
      const quote = text(get(value, ["quote"]));
      const turn = get(value, ["turn"]) ?? turnWith(doc, get(one, ["question"]), quote) ?? list(get(one, ["question"]))[0];
      found.push({ id, kind: "ask", layer: "exchanges", path: [...path, "asks", id], value, turn, exchange, spans: [span(doc, turn, quote)] });
    }
  }
  for (const [id, value] of pairs(doc.statements)) {
    const turn = get(value, ["turn"]);
    found.push({ id, kind: "statement", layer: "statements", path: ["statements", id], value, turn, spans: [span(doc, turn, text(get(value, ["quote"])))] });
  }
  for (const [id, value] of pairs(doc.events)) {
    const spans = list(get(value, ["anchors"])).filter(isMap).map((one) => span(doc, one.turn, text(one.quote)));
    found.push({ id, kind: "event", layer: "events", path: ["events", id], value, turn: spans[0]?.turn, spans });
  }
  for (const [turn, mentions] of pairs(doc.mentions)) found.push(...mentionsOf(doc, turn, list(mentions)));
  for (const [turn] of pairs(doc.turns)) {
    let n = 0;
    for (const match of turnText(doc, turn).matchAll(bracket)) {
      const one = { turn, quote: match[0], start: match.index, end: match.index + match[0].length, times: 1 };
      found.push({ id: `${turn}-b${++n}`, kind: "bracket", layer: "redactions", path: ["redactions", match[0]], value: get(doc, ["redactions", match[0]]), turn, spans: [one] });
    }
  }
  list(doc.sic).forEach((value, n) => {
    const turn = get(value, ["turn"]);
    found.push({ id: `sic${n + 1}`, kind: "oddity", layer: "sic", path: ["sic", n], value, turn, spans: [span(doc, turn, text(get(value, ["quote"])))] });
  });
  return found;
}

function mentionsOf(doc, turn, mentions) {
  const whole = turnText(doc, turn);
  let from = 0;
  return mentions.map((value, n) => {
    const quote = text(list(value)[0]);
    const start = findWords(quote, whole, from);
    if (start >= 0) from = start + quote.length;
    const one = { turn, quote, start, end: start + quote.length, times: start < 0 ? 0 : 1 };
    return { id: `${turn}-m${n + 1}`, kind: "mention", layer: "mentions", path: ["mentions", turn, n], value, turn, spans: [one] };
  });
}

/** The ids that a mention links and the vocabulary lacks. */
export const unknownIn = (entry, doc) => (entry.kind === "mention" ? [list(entry.value)[1]].flat().filter((id) => typeof id === "string" && !has(doc.vocabulary.entities, id)) : []);

/** What is missing in an entry: required fields without a value, words that are not in their turn or twice in it. */
export function missingIn(entry, fields, doc) {
  const missing = (fields[entry.kind] ?? []).filter((field) => field.required && !has(entry.value, field.name)).map((field) => field.name);
  if (entry.kind === "bracket" && entry.value === undefined) missing.push("what it stands for");
  for (const id of unknownIn(entry, doc)) missing.push(`${id} in the vocabulary`);
  for (const one of entry.spans) {
    if (one.times === 0) missing.push("words that are in the turn");
    if (one.times > 1) missing.push("words that are in the turn once");
  }
  return missing;
}

/** The spans of every turn, in text order, the longer one first. */
export function spansByTurn(doc, entries, note) {
  const found = new Map(Object.keys(doc.turns ?? {}).map((turn) => [turn, []]));
  for (const entry of entries) {
    for (const one of entry.spans) if (one.start >= 0) found.get(one.turn)?.push({ layer: entry.layer, id: entry.id, start: one.start, end: one.end });
  }
  for (const [turn, spans] of found) {
    for (const match of turnText(doc, turn).matchAll(note)) spans.push({ layer: "stage", id: "", start: match.index, end: match.index + match[0].length });
    spans.sort((a, b) => a.start - b.start || b.end - a.end);
  }
  return found;
}

/** A stretch of a text in pieces, cut wherever a span begins or ends; the longest span first in each. */
export function pieces(whole, start, end, spans) {
  const touching = spans.filter((one) => one.start < end && start < one.end);
  const cuts = new Set([start, end]);
  for (const one of touching) for (const cut of [one.start, one.end]) if (start < cut && cut < end) cuts.add(cut);
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.slice(1).map((last, n) => {
    const first = sorted[n];
    const covering = touching.filter((one) => one.start <= first && last <= one.end).sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start);
    return { text: whole.slice(first, last), end: last, spans: covering };
  });
}
