// The state of the page: the record as it is in the file, as it is now, and where one is in it.
import { applied, changes } from "./changes.js";
import { entriesOf, missingIn, spansByTurn, turnText, unknownIn, useRoles } from "./entries.js";
import { get, has, list, pairs, put, same } from "./data.js";
import { withOutside } from "./make.js";
import { storeOf } from "./store.js";

export const state = {
  content: null, // what Python gave
  base: null, // the record and the vocabulary in the files
  doc: null, // the same as edited here
  entries: [], byId: new Map(), byTurn: new Map(), spans: new Map(),
  undo: [], redo: [],
  picked: null, // the id of an entry
  field: null, // the name of the field that is being filled in
  place: { turn: null, sentence: 0 },
  quietUntil: 0, // until when scrolling does not change the place
  words: null, // { turn, start, end }: chosen words
  store: null, kept: {},
};

const listeners = [];
export const onChange = (does) => listeners.push(does);
export const canEdit = () => state.content.mode !== "read";

export function start(content) {
  state.content = content;
  useRoles(content.roles);
  state.bracket = new RegExp(content.bracket, "g");
  state.note = new RegExp(content.note, "gi");
  state.base = state.doc = { ...content.record, vocabulary: content.vocabulary };
  state.store = storeOf(content);
  state.kept = state.store.load();
  state.place.turn = Object.keys(content.record.turns)[0];
  state.doc = applied(state.base, list(state.kept.edits)).data;
  index();
  state.store.onOther((kept) => {
    if (!kept) return draw();
    state.kept = kept;
    state.doc = applied(state.base, list(kept.edits)).data;
    index();
    draw();
  });
}

function index() {
  state.entries = entriesOf(state.doc, state.bracket);
  state.byId = new Map(state.entries.map((entry) => [entry.id, entry]));
  state.byTurn = new Map();
  for (const one of state.entries) {
    for (const turn of new Set([one.turn, ...one.spans.map((span) => span.turn)])) {
      if (!state.byTurn.has(turn)) state.byTurn.set(turn, []);
      state.byTurn.get(turn).push(one);
    }
  }
  state.spans = spansByTurn(state.doc, state.entries, state.note);
}

export const draw = (what = {}) => { for (const does of listeners) does(what); };

/** Makes a new state of the record the present one: kept, drawn, and to be undone. */
export function commit(doc, { quietly = false } = {}) {
  if (doc === state.doc) return;
  state.undo.push(state.doc);
  state.redo = [];
  settle(doc, quietly);
}

function settle(doc, quietly = false) {
  state.doc = doc;
  index();
  keep({ edits: changes(state.base, doc) });
  if (!quietly) draw();
  for (const does of committed) does();
}

const committed = [];
export const onCommit = (does) => committed.push(does);

export function keep(more) {
  state.kept = { ...state.kept, ...more };
  state.store.save(state.kept);
}

export function undo() {
  if (!state.undo.length) return false;
  state.redo.push(state.doc);
  settle(state.undo.pop());
  return true;
}

export function redo() {
  if (!state.redo.length) return false;
  state.undo.push(state.doc);
  settle(state.redo.pop());
  return true;
}

export const edits = () => changes(state.base, state.doc);

/** The record without entries that still lack something the format asks for: what can be saved, and how many are left out. */
export function savable() {
  let doc = state.doc, left = 0;
  for (const one of state.entries) {
    if (one.kind === "exchange" || !(state.content.fields[one.kind] ?? []).some((field) => field.required && !has(one.value, field.name))) continue;
    left++;
    if (one.kind !== "oddity") doc = put(doc, one.path, get(state.base, one.path));
    else doc = put(doc, ["sic"], state.base.sic);
  }
  for (const [turn, mentions] of pairs(doc.mentions)) {
    const waiting = entriesIn(turn).filter((one) => unknownIn(one, doc).length && !same(get(state.base, one.path), one.value)).map((one) => one.value);
    left += waiting.length;
    if (waiting.length) doc = put(doc, ["mentions", turn], mentions.length > waiting.length ? mentions.filter((one) => !waiting.includes(one)) : undefined);
  }
  for (const [id, one] of pairs(doc.exchanges)) if (!Object.keys(get(one, ["asks"]) ?? {}).length) doc = put(doc, ["exchanges", id], get(state.base, ["exchanges", id]));
  for (const layer of ["exchanges", "statements", "events", "mentions"]) if (!has(state.base, layer) && has(doc, layer) && !Object.keys(doc[layer]).length) doc = put(doc, [layer], undefined);
  if (left && !has(doc, "exchanges")) doc = put(doc, ["outside_exchanges"], state.base.outside_exchanges);
  return { doc: left ? withOutside(doc) : doc, left };
}

/**
 * Another state of the files, from the server: what was done here and is not in them yet is done again, if it fits.
 * `sent` is what was sent: if the files are just that, every step can still be taken back.
 */
export function rebase(content, sent) {
  const mine = changes(sent ?? state.base, state.doc);
  Object.assign(state.content, content);
  state.base = { ...content.record, vocabulary: content.vocabulary };
  const { data, refused } = applied(state.base, mine);
  state.doc = data;
  if (!sent || !same(sent, state.base)) state.undo = state.redo = [];
  state.store.save({});
  state.store = storeOf(content);
  index();
  if (state.picked && !entry(state.picked)) state.picked = state.field = null;
  keep({ edits: edits() });
  return refused;
}

// --- Looking things up ---------------------------------------------------------------------------------------------

/** An entry by its id: of the layers, or a turn, a participant, the header, the ground rules. */
export function entry(id) {
  if (state.byId.has(id)) return state.byId.get(id);
  const doc = state.doc;
  const plain = (kind, path, turn) => ({ id, kind, layer: kind === "turn" ? "turns" : "header", path, value: get(doc, path) ?? {}, turn, spans: [] });
  if (has(doc.turns, id)) return plain("turn", ["turns", id], id);
  if (has(doc.participants, id)) return plain("participant", ["participants", id]);
  if (id === "header") return { ...plain("header", []), value: doc };
  if (["ground_rules", "source"].includes(id) && has(doc, id)) return plain(id, [id]);
  return null;
}

export const fieldsOf = (one) => state.content.fields[one.kind] ?? SPECIAL[one.kind] ?? [];
const SPECIAL = {
  mention: [{ name: "entity", type: "links", to: ["entities"], required: false, nullable: true, about: "The entity that the words name; several where they name several; nothing where they are deliberately not linked." }],
  bracket: [{ name: "stands for", type: "links", to: ["participants"], required: false, nullable: true, about: "Whom the bracket masks; nothing where nobody knows." }],
};

export const missing = (one) => missingIn(one, state.content.fields, state.doc);
export const findingsOf = (place) => state.content.findings.filter((one) => one.place === place);
export const openOf = (id) => list(get(state.doc, ["review", "open"])).filter((one) => get(one, ["about"]) === id);
export const turnIds = () => Object.keys(state.doc.turns);
export const entriesIn = (turn) => state.byTurn.get(turn) ?? [];

/** What a field offers to link to: [id, name, what it is], the likeliest first. */
export function targets(kinds, near) {
  const { doc } = state, found = [];
  const add = (id, name, about, rank) => found.push({ id, name, about, rank });
  for (const kind of kinds) {
    if (kind === "participants") for (const [id, one] of pairs(doc.participants)) add(id, id, `${one.role}, ${one.label ?? "no label"}`, near.speaker !== id ? 3 : near.own ? 0 : 6);
    if (kind === "events") for (const [id, one] of pairs(doc.events)) add(id, `${id} ${one.what ?? ""}`, "event", near.events.has(id) ? 1 : near.spoken.has(id) ? 1.2 : 2);
    if (kind === "entities") for (const [id, one] of pairs(state.content.proposals.entities)) if (!has(doc.vocabulary.entities, id)) add(id, one.name, `${one.type}, proposed: add it to the entities`, near.proposed.has(id) ? 0 : 7);
    if (kind === "entities") for (const [id, one] of pairs(doc.vocabulary.entities)) add(id, one.name, `${one.type}${one.note ? ": " + one.note : ""}`, near.entities.has(id) ? 1.5 : list(doc.principals).includes(id) ? 2.5 : 4);
    if (kind === "topics") for (const [id, one] of pairs(doc.vocabulary.topics)) add(id, one.name, one.definition, list(doc.topics).includes(id) ? 1 : 4);
    if (kind === "exchanges") for (const [id, one] of pairs(doc.exchanges)) add(id, id, list(one.question).map((turn) => turnText(doc, turn)).join(" ").slice(0, 80), 2);
    if (kind === "turns") for (const id of Object.keys(doc.turns)) add(id, id, turnText(doc, id).slice(0, 80), near.turn === id ? 1 : 5);
  }
  return found.map((one, n) => ({ ...one, n })).sort((a, b) => a.rank - b.rank || a.n - b.n);
}

/** What is close to an entry: its speaker, and the events and entities spoken of in the same turn. */
export function around(one) {
  const speaker = get(state.doc, ["turns", one.turn, "speaker"]);
  const own = one.kind !== "bracket" && !["reported", "attributed"].includes(get(one.value, ["voice"]));
  const events = new Set(), spoken = new Set(), entities = new Set(), proposed = new Set(unknownIn(one, state.doc));
  const mine = one.spans[0];
  for (const other of one.turn ? entriesIn(one.turn) : state.entries) {
    if (other.kind === "event" && (!mine || other.spans.some((span) => span.turn === mine.turn && span.start < mine.end && mine.start < span.end))) events.add(other.id);
    if (other.kind === "event") spoken.add(other.id);
    if (other.kind === "mention") for (const id of [other.value?.[1]].flat().filter(Boolean)) entities.add(id);
    if (other.kind === "event") for (const id of list(get(other.value, ["actors"]))) entities.add(id);
  }
  return { speaker, own, events, spoken, entities, proposed, turn: one.turn };
}
