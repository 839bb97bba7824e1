// The transcript: turns, sentences, the words that entries cover, and the words that are chosen.
import { $, all, bring, h, linkTo } from "./dom.js";
import { get, list, pairs, text } from "./data.js";
import { LAYERS, pieces, roleOf, turnText } from "./entries.js";
import { findingsOf, openOf, state, turnIds } from "./state.js";

const drawn = new Map(); // turn -> what its text was drawn from

/** The sentences of a turn: [start, end, line in the file]. */
export function sentencesOf(turn) {
  const rows = state.content.sentences[turn] ?? [[0, 0]];
  const end = turnText(state.doc, turn).length;
  return rows.map(([start, line], n) => [start, n + 1 < rows.length ? rows[n + 1][0] : end, line]);
}

export function drawTranscript(root) {
  root.replaceChildren(...turnIds().map(section));
  drawn.clear();
  refreshText();
}

function section(turn) {
  const data = state.doc.turns[turn];
  const label = "label" in data ? data.label : get(state.doc, ["participants", data.speaker, "label"]);
  const skips = list(state.doc.skips).map((skip) => ({ ...skip, node: h("p", { class: "skip" }, h("b", {}, text(skip.reason)), " ", text(skip.text)) }));
  return h("section", { class: `turn role-${roleOf(state.doc, turn) ?? "unknown"}`, id: turn, tabindex: "-1", "aria-labelledby": `${turn}-who` },
    skips.filter((skip) => skip.before === turn && !skip.paragraph).map((skip) => skip.node),
    h("header", {},
      h("h2", { id: `${turn}-who` }, label ? text(label) : h("i", {}, "no label printed"), " ", h("small", {}, turn)),
      h("p", { class: "about", id: `about-${turn}` }),
      h("label", { class: "tick" }, h("input", { type: "checkbox", data: { read: turn } }), " read", h("span", { class: "hidden" }, ` ${turn}`))),
    h("div", { class: "text", data: { turn } }),
    h("div", { class: "remarks", id: `remarks-${turn}` }),
    skips.filter((skip) => skip.after === turn).map((skip) => skip.node));
}

/** Draws again what has changed: the texts whose spans are others, the parts that turns have in exchanges. */
export function refreshText() {
  const parts = { question: new Map(), answer: new Map() };
  for (const [id, one] of pairs(state.doc.exchanges)) {
    for (const key of ["question", "answer"]) for (const turn of list(get(one, [key]))) parts[key].set(turn, [...(parts[key].get(turn) ?? []), id]);
  }
  const outside = new Set(list(state.doc.outside_exchanges));
  const inText = new Map();
  for (const one of state.content.findings) if (one.place.includes(":")) inText.set(one.place.split(":")[0], [...(inText.get(one.place.split(":")[0]) ?? []), one]);
  const redrawn = [];
  for (const turn of turnIds()) {
    const chosen = state.words?.turn === turn ? state.words : null;
    const spans = [...(state.spans.get(turn) ?? []), ...(chosen ? [{ layer: "words", id: "", ...chosen }] : [])];
    const found = inText.get(turn) ?? [], lines = new Set(found.map((one) => one.place));
    const from = JSON.stringify([spans, [...lines], turnText(state.doc, turn)]);
    if (drawn.get(turn) !== from) {
      drawn.set(turn, from);
      drawText(turn, spans, lines);
      redrawn.push(turn);
    }
    drawAbout(turn, parts.question.get(turn) ?? [], parts.answer.get(turn) ?? [], outside.has(turn));
    const said = remarks(findingsOf(turn).concat(found), openOf(turn)), place = document.getElementById(`remarks-${turn}`);
    if (said.length || place.childElementCount) place.replaceChildren(...said);
  }
  markBare(redrawn);
  mark();
}

function drawAbout(turn, asks, answers, outside) {
  const data = state.doc.turns[turn], about = document.getElementById(`about-${turn}`);
  const shown = JSON.stringify([data.speaker, asks, answers, data.because, outside]);
  if (about.dataset.shown === shown) return;
  about.dataset.shown = shown;
  about.replaceChildren(...[
    linkTo(turn, text(data.speaker)),
    ...asks.map((id) => linkTo(id, `asks in ${id}`)),
    ...answers.map((id) => linkTo(id, `answers ${id}`)),
    outside ? h("span", {}, "outside exchanges") : null,
    data.because ? h("span", { class: "because" }, `because: “${text(data.because)}”`) : null].filter(Boolean));
}

function drawText(turn, spans, lines) {
  const whole = turnText(state.doc, turn);
  const paragraphs = [];
  sentencesOf(turn).forEach(([start, end, line], n) => {
    if (!n || whole[start - 1] === "\n") paragraphs.push(h("p"));
    const stop = whole[end - 1] === "\n" ? end - 1 : end;
    const cut = pieces(whole, start, stop, spans);
    const layers = LAYERS.filter((layer) => cut.some((piece) => piece.spans.some((span) => span.layer === layer)));
    paragraphs.at(-1).append(h("span", { class: "s", data: { n: String(n), start: String(start), layers: layers.join(" "), ...(lines.has(`${turn}:${line}`) ? { finding: "" } : {}) } }, cut.map(pieceOf)));
  });
  const skips = list(state.doc.skips).filter((skip) => skip.before === turn && skip.paragraph > 1);
  for (const skip of skips) paragraphs[skip.paragraph - 1]?.before(h("p", { class: "skip" }, h("b", {}, text(skip.reason)), " ", text(skip.text)));
  $(".text", document.getElementById(turn)).replaceChildren(...paragraphs);
}

function pieceOf(piece) {
  if (!piece.spans.length) return piece.text;
  const layers = [...new Set(piece.spans.map((span) => span.layer))];
  const double = layers.filter((layer) => piece.spans.filter((span) => span.layer === layer).length > 1);
  const named = piece.spans.filter((span) => span.id).map((span) => span.id);
  const ends = piece.spans.filter((span) => span.id && span.end === piece.end && !["mentions", "redactions"].includes(span.layer)).map((span) => span.id);
  const names = ["a", ...layers.map((layer) => `l-${layer}`), ...double.map((layer) => `ll-${layer}`)];
  return h("span", { class: names.join(" "), data: { ...(named.length ? { a: named.join(" ") } : {}), ...(ends.length ? { ends: ` ${ends.join(" ")}` } : {}) } }, piece.text);
}

/** Marks where one is: the turn, the sentence, the words of the picked entry. */
export function mark() {
  for (const element of all(".here, .now, .a.picked")) element.classList.remove("here", "now", "picked");
  const turn = document.getElementById(state.place.turn);
  turn?.classList.add("here");
  if (turn) $(`.s[data-n="${state.place.sentence}"]`, turn)?.classList.add("now");
  if (state.picked) for (const piece of piecesOf(state.picked)) piece.classList.add("picked");
}

export const piecesOf = (id) => all(`.a[data-a~="${CSS.escape(id)}"]`);

/** Sentences that no layer touches which is shown and could: asks are only in what reporters say. */
export function markBare(turns = turnIds()) {
  const shown = LAYERS.slice(0, 4).filter((layer) => !document.body.classList.contains(`off-${layer}`));
  for (const turn of turns) {
    const could = shown.filter((layer) => layer !== "exchanges" || roleOf(state.doc, turn) === "reporter");
    for (const sentence of all(".s", document.getElementById(turn))) {
      sentence.classList.toggle("bare", could.length > 0 && !could.some((layer) => sentence.dataset.layers.split(" ").includes(layer)));
    }
  }
  if (turns.length) $("#bare-count").textContent = String(document.getElementsByClassName("bare").length);
}

/** Goes to a sentence of a turn; for a moment, scrolling does not lead away from it. */
export function goTo(turn, sentence = 0, { scroll = true, quiet = true } = {}) {
  if (quiet) state.quietUntil = performance.now() + 1500;
  state.place = { turn, sentence };
  mark();
  const element = $(`#${CSS.escape(turn)} .s[data-n="${sentence}"]`);
  if (scroll && element) bring(element);
}

export const sentenceAt = (turn, at) => Math.max(0, sentencesOf(turn).findLastIndex(([start]) => start <= at));

/** The words chosen with the mouse, as a stretch of one turn, whole words; null where none are. */
export function chosenByMouse() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const turn = range.startContainer.parentElement?.closest(".text[data-turn]")?.dataset.turn;
  if (!turn) return null;
  const [start, end] = [offset(range.startContainer, range.startOffset), offset(range.endContainer, range.endOffset, turn)];
  return start === null || end === null ? null : wholeWords({ turn, start: Math.min(start, end), end: Math.max(start, end) });
}

function offset(node, at, turn) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const sentence = element.closest(".s");
  if (!sentence) return turn && element.closest(`.text[data-turn="${turn}"]`) ? null : turn ? turnText(state.doc, turn).length : null;
  if (turn && sentence.closest(".text").dataset.turn !== turn) return turnText(state.doc, turn).length;
  const before = document.createRange();
  before.setStart(sentence, 0);
  before.setEnd(node, at);
  return Number(sentence.dataset.start) + before.toString().length;
}

const inWord = /[\p{L}\p{N}’'-]/u;
function wholeWords({ turn, start, end }) {
  const whole = turnText(state.doc, turn);
  while (start < end && /\s/.test(whole[start])) start++;
  while (end > start && /\s/.test(whole[end - 1])) end--;
  while (start > 0 && inWord.test(whole[start] ?? "") && inWord.test(whole[start - 1])) start--;
  while (end < whole.length && inWord.test(whole[end - 1] ?? "") && inWord.test(whole[end])) end++;
  return start < end ? { turn, start, end } : null;
}

/** The words that keys work on: those chosen, else the sentence where one is. */
export function wordsHere() {
  if (state.words) return state.words;
  const [start, end] = sentencesOf(state.place.turn)[state.place.sentence] ?? [0, 0];
  return wholeWords({ turn: state.place.turn, start, end });
}

/** Moves one end of the chosen words by a word. */
export function moveWords(which, by) {
  const words = wordsHere();
  if (!words) return;
  const whole = turnText(state.doc, words.turn);
  const borders = [...whole.matchAll(/\S+/g)].map((match) => [match.index, match.index + match[0].length]);
  const side = which === "start" ? 0 : 1;
  const at = borders.findIndex((word) => word[side] === words[which]);
  const near = at >= 0 ? at : borders.findIndex((word) => word[1] >= words[which]);
  const next = borders[near + by];
  if (!next) return;
  const moved = { ...words, [which]: next[side] };
  if (moved.start < moved.end) choose(moved);
}

/** Chooses the next part of the sentence between commas and joining words. */
export function nextClause() {
  const [start, end] = sentencesOf(state.place.turn)[state.place.sentence];
  const whole = turnText(state.doc, state.place.turn).slice(start, end);
  const parts = [...whole.matchAll(/[^,;:–—]+?(?=[,;:–—]|\s(?:and|or|but|that|if|when|because)\s|$)/g)].map((match) => [start + match.index, start + match.index + match[0].length]);
  const clauses = parts.map(([a, b]) => wholeWords({ turn: state.place.turn, start: a + (/^\s*(?:and|or|but|that|if|when|because)\s/.exec(whole.slice(a - start))?.[0].length ?? 0), end: b })).filter(Boolean);
  const now = state.words ? clauses.findIndex((one) => one.start === state.words.start) : -1;
  if (clauses.length) choose(clauses[(now + 1) % clauses.length]);
}

export function choose(words) {
  state.words = words;
  if (words) state.place = { turn: words.turn, sentence: sentenceAt(words.turn, words.start) };
  refreshText();
}

/** Findings and open questions, as they are shown under what they are about. */
export function remarks(findings, questions) {
  return [
    ...findings.map((one) => h("p", { class: "finding", data: { finding: "" } }, h("b", {}, one.code), ` ${one.message} `,
      one.hint ? h("span", { class: "hint" }, one.hint) : null, h("small", { class: "where" }, `${one.path}:${one.line}:${one.column}`))),
    ...questions.map((one) => h("p", { class: "open" }, h("b", {}, "Open"), ` ${text(one.question)}`)),
  ];
}
