// The panel: the entries of the turn where one is, those of the sentence first; the picked one with its fields.
import { $, bring, button, h, linkTo, narrow, say } from "./dom.js";
import { get, list, put, text } from "./data.js";
import { control, focusControl, isEmpty, setField, valueOf } from "./fields.js";
import { trimmed, without } from "./make.js";
import { canEdit, commit, draw, entriesIn, entry, fieldsOf, findingsOf, missing, openOf, state } from "./state.js";
import { goTo, mark, piecesOf, remarks, sentenceAt, sentencesOf } from "./text.js";

/** Picks an entry: here and in the text at once. `from` says where: what is in view already is not moved. */
export function pick(id, { from = "" } = {}) {
  const one = entry(id);
  if (!one) return;
  state.picked = id;
  state.field = null;
  const layer = one.layer;
  if (document.body.classList.contains(`off-${layer}`)) document.body.classList.remove(`off-${layer}`);
  const first = one.spans.find((span) => span.start >= 0);
  if (from !== "text" && one.turn) goTo(first?.turn ?? one.turn, first ? sentenceAt(first.turn, first.start) : 0, { scroll: from !== "card" });
  if (narrow.matches && from !== "card") raise(true);
  drawPanel();
  mark();
  if (from !== "text" && from !== "card") piecesOf(id)[0] && bring(piecesOf(id)[0]);
}

export function letGo() {
  state.picked = state.field = null;
  drawPanel();
  mark();
}

/** Opens a field of the picked entry: the one named, else the first that is empty, else the first of all. */
export function open(name) {
  const one = entry(state.picked);
  if (!one || !canEdit() || !fieldsOf(one).length) return;
  const fields = fieldsOf(one);
  const wanted = fields.find((field) => field.name === name) ?? fields.find((field) => field.required && isEmpty(one, field)) ?? fields[0];
  state.field = wanted.name;
  drawPanel();
  focusControl($("#groups"));
}

/** Goes on after a field: to the next that still needs a value, or back to the text. */
function advance() {
  const one = entry(state.picked);
  if (!one) return;
  const fields = fieldsOf(one), at = fields.findIndex((field) => field.name === state.field);
  const next = [...fields.slice(at + 1), ...fields.slice(0, at)].find((field) => field.required && isEmpty(one, field));
  state.field = next?.name ?? null;
  drawPanel();
  if (next) focusControl($("#groups"));
  else $(".card.picked")?.focus({ preventScroll: true });
}

function step(by) {
  const fields = fieldsOf(entry(state.picked)), at = fields.findIndex((field) => field.name === state.field);
  state.field = fields[(at + by + fields.length) % fields.length].name;
  drawPanel();
  focusControl($("#groups"));
}

export function raise(up) {
  $("#panel").classList.toggle("up", up);
  $("#panel-toggle").setAttribute("aria-expanded", String(up));
}

// --- Drawing -------------------------------------------------------------------------------------------------------

/** `keep` leaves the control that is being used as it is: what is typed in it is not lost. */
export function drawPanel({ keep = false } = {}) {
  const groups = $("#groups");
  if (!groups) return;
  const used = keep && $(".card.picked .row.active dd", groups), focused = document.activeElement, inside = groups.contains(focused);
  const { turn, sentence } = state.place;
  const [start, end] = sentencesOf(turn)[sentence] ?? [0, 0];
  const here = entriesIn(turn).filter((one) => one.kind !== "exchange" && !document.body.classList.contains(`off-${one.layer}`));
  const touches = (one) => one.spans.some((span) => span.turn === turn && span.start < end && start < span.end);
  const asked = state.entries.filter((one) => one.kind === "ask" && list(get(state.doc, ["exchanges", one.exchange, "answer"])).includes(turn));
  const picked = state.picked && !here.some((one) => one.id === state.picked) ? entry(state.picked) : null;
  const part = (title, entries) => (entries.length ? [h("h3", {}, title), entries.map(card)] : []);
  groups.replaceChildren(...[
    picked ? part("Picked", [picked]) : [],
    part(`This sentence of ${turn}`, here.filter(touches)),
    asked.length && !document.body.classList.contains("off-exchanges") ? [h("h3", {}, `${turn} answers`), asked.map(short)] : [],
    part(here.some(touches) ? `The rest of ${turn}` : turn, here.filter((one) => !touches(one))),
    here.length || asked.length || picked ? [] : [h("p", { class: "none" }, `Nothing in ${turn} yet.${canEdit() ? " Choose words, then press q, s, e, m or o." : ""}`)],
  ].flat(2));
  const fresh = used && $(`.card.picked .row.active[data-field="${used.parentElement.dataset.field}"] dd`, groups);
  if (fresh) { fresh.replaceWith(used); if (used.contains(focused)) focused.focus({ preventScroll: true }); return; }
  if (state.field !== null && inside) focusControl(groups);
  const shown = $(".card.picked", groups);
  if (shown) groups.scrollTo({ top: shown.offsetTop - 40 });
}

const short = (one) => h("p", { class: "see" }, linkTo(one.id, `${one.id} ${text(get(one.value, ["reply"])) || "no reply yet"}`), h("small", {}, ` “${one.spans[0].quote}”`));

function card(one) {
  const picked = one.id === state.picked;
  const editing = picked && state.field !== null;
  const absent = missing(one);
  const inHead = editing ? [] : fieldsOf(one).filter((field) => field.type === "label" || ["mention", "bracket"].includes(one.kind));
  const head = h("p", { class: "line" },
    button(one.id, () => pick(one.id, { from: "link" }), { class: "id", title: "show in the text" }),
    one.kind === "event" ? h("b", { class: "name" }, text(get(one.value, ["what"])) || "no name yet") : null,
    ["mention", "bracket"].includes(one.kind) ? h("b", { class: "name" }, one.spans[0].quote) : null,
    inHead.filter((field) => field.required || !isEmpty(one, field)).map((field) => [" ", shownValue(one, field)]));
  const fields = fieldsOf(one).filter((field) => !inHead.includes(field) && (editing || field.name !== "what")).map((field) => row(one, field, editing));
  return h("article", { class: `card c-${one.layer}${picked ? " picked" : ""}${absent.length ? " incomplete" : ""}`, id: `card-${one.id}`, tabindex: "-1", "aria-label": `${one.kind} ${one.id}`, data: { card: one.id } },
    head,
    one.spans.filter((span) => span.quote && !["mention", "bracket"].includes(one.kind)).map((span) => h("p", { class: "quote" }, button(span.quote, () => pick(one.id, { from: "link" }), { class: "link words", title: `show in ${span.turn}` }), one.spans.length > 1 ? h("small", {}, ` ${span.turn}`) : null)),
    h("dl", {}, one.exchange ? exchangeRow(one) : null, fields),
    absent.length ? h("p", { class: "absent" }, `still missing: ${absent.join(", ")}`) : null,
    remarks(findingsOf(one.id).concat(one.exchange ? findingsOf(one.exchange) : []), openOf(one.id).concat(one.exchange ? openOf(one.exchange) : [])),
    picked && canEdit() ? actions(one, editing) : null);
}

const exchangeRow = (one) => h("div", {}, h("dt", {}, "exchange"), h("dd", {}, linkTo(one.exchange, one.exchange), ` answered in ${list(get(state.doc, ["exchanges", one.exchange, "answer"])).join(", ") || "no turn"}`));

function row(one, field, editing) {
  if (!editing && isEmpty(one, field) && !field.required) return null;
  const active = editing && field.name === state.field;
  const name = editing ? button(field.name.replaceAll("_", " "), () => open(field.name), { class: "link", title: field.about }) : field.name.replaceAll("_", " ");
  return h("div", { class: `row${active ? " active" : ""}`, data: { field: field.name } }, h("dt", { title: field.about }, name),
    h("dd", {}, active ? [h("p", { class: "about" }, field.about), control(one, field, advance)] : shownValue(one, field)));
}

/** A value as it is shown: labels with their definition, ids as links, what is not a label as it is typed, and marked. */
function shownValue(one, field) {
  const value = valueOf(one, field);
  if (value === undefined) return h("i", { class: "null" }, one.kind === "mention" ? "not linked" : field.required ? "missing" : "–");
  if (value === null) return h("i", { class: "null" }, one.kind === "mention" ? "deliberately not linked" : "null");
  if (field.labels) {
    return [value].flat().map((label) => {
      const known = field.labels.find((other) => other.value === label);
      return known ? h("span", { class: "term", tabindex: "0", title: known.definition, data: { term: known.definition } }, label.replaceAll("_", " ")) : h("span", { class: "wrong", title: "not a label of this field" }, text(label));
    });
  }
  if (field.to) return [value].flat().map((id) => (typeof id === "string" ? link(id) : h("span", {}, text(id))));
  if (Array.isArray(value) && !value.length) return h("i", { class: "null" }, "none");
  if (field.type === "anchor") return linkTo(value.turn, `${value.turn} “${value.quote}”`);
  return h("span", {}, text(value));
}

function link(id) {
  const { doc } = state;
  const name = get(doc, ["vocabulary", "entities", id, "name"]) ?? get(doc, ["vocabulary", "topics", id, "name"]) ?? get(doc, ["events", id, "what"]);
  if (entry(id)) return linkTo(id, name ? `${id} ${name}` : id);
  const about = get(doc, ["vocabulary", "entities", id, "note"]) ?? get(doc, ["vocabulary", "topics", id, "definition"]) ?? get(doc, ["vocabulary", "entities", id, "type"]);
  return h("span", { class: name ? "term" : "wrong", tabindex: "0", title: about ?? "not in the vocabulary", data: { term: about ?? "not in the vocabulary" } }, name ?? id);
}

// --- What can be done with an entry -----------------------------------------------------------------------------------

function actions(one, editing) {
  return h("p", { class: "actions" },
    editing ? button("done", () => { state.field = null; drawPanel(); }) : button("edit", () => open()),
    one.spans.length && one.kind !== "bracket" ? button("take the chosen words", () => takeWords(one.id)) : null,
    one.kind === "event" ? button("add the chosen words", () => addAnchor(one.id)) : null,
    button("open question", () => ask(one.id)),
    one.path.length > 1 && !["bracket", "turn", "participant"].includes(one.kind) ? button("remove", () => remove(one.id)) : null);
}

export function remove(id) {
  const one = entry(id);
  if (!one || ["turn", "participant", "bracket", "header", "ground_rules", "source"].includes(one.kind)) return;
  state.picked = state.field = null;
  commit(without(state.doc, one));
  say(`${id} is removed; z undoes that`);
}

/** Gives an entry the chosen words instead of its own. */
export function takeWords(id) {
  const one = entry(id);
  if (!one || !state.words) return say("choose the words first");
  const words = trimmed(state.doc, state.words, { whole: true });
  if (one.kind === "event") commit(put(state.doc, [...one.path, "anchors"], [{ turn: words.turn, quote: words.quote }, ...list(one.value.anchors).slice(1)]));
  else if (one.kind === "mention") commit(put(state.doc, [...one.path, 0], words.quote));
  else if (one.kind === "ask") commit(put(state.doc, [...one.path, "quote"], words.quote));
  else commit(put(put(state.doc, [...one.path, "quote"], words.quote), [...one.path, "turn"], words.turn));
}

export function addAnchor(id) {
  const one = entry(id);
  if (one?.kind !== "event" || !state.words) return say("pick an event, and choose the words in which it is spoken of too");
  const words = trimmed(state.doc, state.words, { whole: true });
  commit(put(state.doc, [...one.path, "anchors"], [...list(one.value.anchors), { turn: words.turn, quote: words.quote }]));
}

/** A line under the picked entry for a question that stays open. */
export function ask(id) {
  if (["mention", "oddity", "bracket"].includes(entry(id)?.kind)) id = entry(id).turn;
  const input = h("input", { type: "text", "aria-label": `open question about ${id}`, placeholder: "what is not settled, as a question", on: { keydown: (event) => {
    event.stopPropagation();
    if (event.key === "Escape") drawPanel();
    if (event.key !== "Enter" || !input.value.trim()) return;
    const review = isReview(state.doc.review);
    commit(put(state.doc, ["review"], { ...review, open: [...list(review.open), { about: id, question: input.value.trim() }] }));
    $(".card.picked")?.focus({ preventScroll: true });
  } } });
  ($(".card.picked") ?? $("#groups")).append(h("p", { class: "ask" }, input));
  input.focus();
}

const isReview = (review) => (review && typeof review === "object" ? review : {});

/** Keys of the fields: Tab and Shift+Tab from one to the next, Escape back to the text. */
export function fieldKeys(event) {
  if (state.field === null || !event.target.closest("#groups")) return false;
  if (event.key === "Tab") step(event.shiftKey ? -1 : 1);
  else if (event.key === "Escape") { state.field = null; drawPanel(); $(".card.picked")?.focus({ preventScroll: true }); }
  else return false;
  event.preventDefault();
  return true;
}

/** Puts a label on the picked entry from the text, without opening its fields: for yes-or-no fields. */
export function toggleFlag(letter) {
  const one = entry(state.picked);
  const fitting = one ? fieldsOf(one).filter((other) => other.name.startsWith(letter)) : [];
  const field = fitting.find((other) => other.type === "flag") ?? fitting[0];
  if (!field) return false;
  if (field.type === "flag") { setField(one, field, valueOf(one, field) ? undefined : true); draw(); } else open(field.name);
  return true;
}
