// New entries from chosen words. What can be derived is filled in: turn, ids, holder, answers, days.
import { get, has, isMap, list, pairs, put } from "./data.js";
import { findWords, roleOf, turnText } from "./entries.js";

/** Chosen words without space or loose punctuation around them, lengthened until they stand once in their turn. */
export function trimmed(doc, words, { whole = false } = {}) {
  const said = turnText(doc, words.turn);
  let { start, end } = words;
  while (start < end && /[\s,;:–—-]/.test(said[start])) start++;
  while (end > start && /[\s,;:–—-]/.test(said[end - 1])) end--;
  if (whole) {
    while (start > 0 && said.indexOf(said.slice(start, end)) !== said.lastIndexOf(said.slice(start, end))) start = said.lastIndexOf(" ", start - 2) + 1;
  }
  return { turn: words.turn, start, end, quote: said.slice(start, end) };
}

/** The next free id of a layer: after the highest that was ever given, retired ones included. */
export function nextId(doc, letter, taken) {
  const used = [...taken, ...list(doc.retired)].map((id) => new RegExp(`^${letter}([0-9]{2,})`).exec(id)?.[1]).filter(Boolean);
  const width = Math.max(2, ...used.map((digits) => digits.length));
  return letter + String(Math.max(0, ...used.map(Number)) + 1).padStart(width, "0");
}

function nextAsk(doc, exchange) {
  const used = new Set([...Object.keys(get(doc, ["exchanges", exchange, "asks"]) ?? {}), ...list(doc.retired)]);
  const letters = "abcdefghijklmnopqrstuvwxyz".split("");
  return [...letters, ...letters.flatMap((a) => letters.map((b) => a + b))].map((name) => exchange + name).find((id) => !used.has(id));
}

/** The exchange that asks in a turn; else a new one, answered by the turns up to the next question. */
function exchangeOf(doc, turn) {
  const found = pairs(doc.exchanges).find(([, one]) => list(get(one, ["question"])).includes(turn));
  if (found) return [doc, found[0]];
  const turns = Object.keys(doc.turns), taken = new Set(pairs(doc.exchanges).flatMap(([, one]) => [...list(get(one, ["question"])), ...list(get(one, ["answer"]))]));
  const answer = [];
  for (const next of turns.slice(turns.indexOf(turn) + 1)) {
    if (roleOf(doc, next) === "reporter" || taken.has(next)) break;
    if (roleOf(doc, next) === "briefer") answer.push(next);
  }
  const id = nextId(doc, "x", Object.keys(doc.exchanges ?? {}));
  return [put(doc, ["exchanges", id], { question: [turn], answer, follows: null, asks: {} }), id];
}

/** The record with `outside_exchanges` as its exchanges leave it: every turn that is in none. */
export function withOutside(doc) {
  if (!isMap(doc.exchanges)) return doc;
  const inside = new Set(pairs(doc.exchanges).flatMap(([, one]) => [...list(get(one, ["question"])), ...list(get(one, ["answer"]))]));
  return put(doc, ["outside_exchanges"], Object.keys(doc.turns).filter((turn) => !inside.has(turn)));
}

const DAYS = [[/\b(today|tonight|this (?:morning|afternoon|evening))\b/i, 0], [/\byesterday\b|\blast night\b/i, -1], [/\btomorrow\b/i, 1]];

/** The day and part of the day that relative words mean, seen from the day of the briefing. */
export function relativeDay(words, day) {
  const found = DAYS.find(([pattern]) => pattern.test(words));
  if (!found || !/^\d{4}-\d{2}-\d{2}$/.test(day ?? "")) return null;
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + found[1]);
  const part = /tonight|night/i.test(words) ? "night" : /\b(morning|afternoon|evening)\b/i.exec(words)?.[1].toLowerCase();
  return { date: date.toISOString().slice(0, 10), part };
}

function newAsk(doc, words) {
  const [changed, exchange] = exchangeOf(doc, words.turn);
  const id = nextAsk(changed, exchange);
  const value = { quote: words.quote };
  const having = list(get(changed, ["exchanges", exchange, "question"])).filter((turn) => turnText(doc, turn).includes(words.quote));
  if (having.length > 1) value.turn = words.turn;
  return [withOutside(put(changed, ["exchanges", exchange, "asks", id], value)), id];
}

function newStatement(doc, words) {
  const id = nextId(doc, "s", Object.keys(doc.statements ?? {}));
  const value = { turn: words.turn };
  if (list(doc.topics).length === 1) value.topic = doc.topics[0];
  return [put(doc, ["statements", id], { ...value, quote: words.quote }), id];
}

function newEvent(doc, words) {
  const id = nextId(doc, "e", Object.keys(doc.events ?? {}));
  const when = relativeDay(words.quote, doc.date);
  const value = { date: when?.date ?? null, ...(when?.part ? { part: when.part } : {}), basis: when ? "resolved" : "none" };
  return [put(doc, ["events", id], { ...value, anchors: [{ turn: words.turn, quote: words.quote }] }), id];
}

function newMention(doc, words) {
  const before = list(get(doc, ["mentions", words.turn]));
  const said = turnText(doc, words.turn);
  let from = 0, at = 0;
  while (at < before.length) {
    const start = findWords(String(list(before[at])[0]), said, from);
    if (start < 0 || start >= words.start) break;
    from = start + String(before[at][0]).length;
    at++;
  }
  if (findWords(words.quote, said, from) !== words.start) return `“${words.quote}” also occurs earlier in ${words.turn}: link it there first, or choose more words`;
  const after = [...before.slice(0, at), [words.quote, null], ...before.slice(at)];
  return [put(doc, ["mentions", words.turn], after), `${words.turn}-m${at + 1}`];
}

function newOddity(doc, words) {
  return [put(doc, ["sic"], [...list(doc.sic), { turn: words.turn, quote: words.quote }]), `sic${list(doc.sic).length + 1}`];
}

const MAKERS = { ask: newAsk, statement: newStatement, event: newEvent, mention: newMention, oddity: newOddity };

/** The record with a new entry of chosen words, and its id; or one line that says why there is none. */
export function made(doc, kind, chosen) {
  const words = trimmed(doc, chosen, { whole: kind !== "mention" });
  if (!words.quote) return "no words are chosen";
  if (kind === "ask" && roleOf(doc, words.turn) !== "reporter") return `${words.turn} is not a reporter’s turn, so it asks nothing`;
  const bare = words.quote.replace(/[.?!]+$/, ""), said = turnText(doc, words.turn);
  if (["mention", "event"].includes(kind) && bare && (kind === "mention" || said.indexOf(bare) === said.lastIndexOf(bare))) words.quote = bare;
  return MAKERS[kind](doc, words);
}

/** The record without an entry, and without what only that entry held. */
export function without(doc, entry) {
  let changed = put(doc, entry.path, undefined);
  if (entry.kind === "ask" && !Object.keys(get(changed, ["exchanges", entry.exchange, "asks"])).length) changed = put(changed, ["exchanges", entry.exchange], undefined);
  if (entry.kind === "mention" && !changed.mentions[entry.turn].length) changed = put(changed, ["mentions", entry.turn], undefined);
  for (const id of gone(doc, changed, entry)) changed = put(changed, ["retired"], [...list(changed.retired), id]);
  const about = list(get(changed, ["review", "open"]));
  if (about.some((one) => one.about === entry.id) && entry.kind !== "mention") changed = put(changed, ["review", "open"], about.filter((one) => one.about !== entry.id));
  return entry.layer === "exchanges" ? withOutside(changed) : changed;
}

/** The ids of a released record that go with an entry: they are retired. Those of a draft may be used again. */
function gone(doc, changed, entry) {
  if (!["ask", "exchange", "statement", "event"].includes(entry.kind) || get(doc, ["review", "status"]) === "draft" || !has(doc, "review")) return [];
  const inside = entry.kind === "exchange" ? Object.keys(entry.value.asks ?? {}) : entry.kind === "ask" && !has(changed.exchanges, entry.exchange) ? [entry.exchange] : [];
  return [entry.id, ...inside].sort();
}
