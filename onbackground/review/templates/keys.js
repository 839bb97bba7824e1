// The keyboard: everything the page can do, without a mouse.
import { $, say } from "./dom.js";
import { LAYERS } from "./entries.js";
import { made } from "./make.js";
import { canEdit, commit, redo, state, turnIds, undo } from "./state.js";
import { jump, stepEntry, toggleLayer } from "./outline.js";
import { addAnchor, ask, drawPanel, fieldKeys, letGo, open, pick, raise, remove, takeWords, toggleFlag } from "./panel.js";
import { choose, goTo, moveWords, nextClause, sentencesOf, wordsHere } from "./text.js";

/** Makes an entry of the words where one is, and opens its first field. */
export function make(kind) {
  if (!canEdit()) return;
  const words = wordsHere();
  if (!words) return;
  const result = made(state.doc, kind, words);
  if (typeof result === "string") return say(result);
  const [doc, id] = result;
  state.words = null;
  getSelection().removeAllRanges();
  commit(doc);
  pick(id, { from: "text" });
  open();
}

function stepSentence(by) {
  const { turn, sentence } = state.place, turns = turnIds();
  choose(null);
  if (sentencesOf(turn)[sentence + by]) return move(turn, sentence + by);
  const next = turns[turns.indexOf(turn) + by];
  if (next) move(next, by > 0 ? 0 : sentencesOf(next).length - 1);
}

function stepTurn(by) {
  const turns = turnIds();
  choose(null);
  move(turns[Math.max(0, Math.min(turns.length - 1, turns.indexOf(state.place.turn) + by))], 0);
}

function move(turn, sentence) {
  state.picked = state.field = null;
  goTo(turn, sentence);
  drawPanel();
  document.getElementById(turn).focus({ preventScroll: true });
}

function markRead() {
  const tick = $(`[data-read="${state.place.turn}"]`);
  if (!tick.checked) tick.click();
  stepTurn(1);
}

const editing = (does) => () => { if (canEdit()) does(); };

const KEYS = {
  ArrowDown: () => stepSentence(1), ArrowUp: () => stepSentence(-1), "]": () => stepTurn(1), "[": () => stepTurn(-1),
  ArrowRight: () => moveWords("start", 1), ArrowLeft: () => moveWords("start", -1), ",": nextClause,
  j: () => stepEntry(1), n: () => stepEntry(1), k: () => stepEntry(-1), p: () => stepEntry(-1),
  q: editing(() => make("ask")), s: editing(() => make("statement")), e: editing(() => make("event")), m: editing(() => make("mention")), o: editing(() => make("oddity")),
  Enter: editing(() => (state.picked ? open() : null)), w: editing(() => takeWords(state.picked)), "+": editing(() => addAnchor(state.picked)), x: editing(() => remove(state.picked)), Delete: editing(() => remove(state.picked)),
  d: editing(() => ask(state.picked ?? state.place.turn)), h: editing(() => { pick("header", { from: "card" }); open("principals"); }), g: editing(() => { pick("ground_rules", { from: "card" }); open(); }), v: editing(() => { pick(state.place.turn, { from: "card" }); open(); }),
  z: editing(() => undo() || say("there is nothing to undo")), y: editing(() => redo() || say("there is nothing to redo")), a: editing(() => $("#accept")?.click()),
  u: () => jump("bare"), f: () => jump("finding"), i: () => { jump("missing"); open(); }, r: markRead, R: () => jump("unread"),
  "/": () => $("#filter").focus(), "!": () => { const first = $("#sign input"); $("#signoff").scrollIntoView(); first?.focus({ preventScroll: true }); }, "?": () => $("#help").showModal(),
};
const WITH_SHIFT = { ArrowRight: () => moveWords("end", 1), ArrowLeft: () => moveWords("end", -1) };

/** What the help says of each key. */
export const HELP = [
  [["↓", "↑"], "next, previous sentence"], [["]", "["], "next, previous turn"], [["j", "k"], "next, previous entry, of those that the filter shows"],
  [["→", "←"], "choose words: move the beginning by a word"], [["Shift →", "Shift ←"], "move the end by a word"], [[","], "choose the next clause of the sentence"],
  [["q", "s", "e", "m", "o"], "make the words an ask (question), statement, event, mention, oddity"], [["Enter"], "edit the picked entry"], [["w", "+"], "give it the chosen words; add them to an event"],
  [["Shift and a letter"], "go to the field that begins so; a yes-or-no field changes at once"], [["d"], "add an open question (doubt)"], [["x"], "remove"], [["z", "y"], "undo, redo"],
  [["h", "g", "v"], "header, ground rules, who speaks in this turn"], [["a"], "accept what the draft proposes"], [["i", "u", "f", "R"], "next: incomplete entry, sentence without labels, finding, unread turn"],
  [["r"], "mark this turn as read, and go on"], [["1", "–", "6"], `${LAYERS.join(", ")}: on or off, while no entry is picked`], [["/"], "filter"], [["!"], "sign"], [["Esc"], "let go of the entry"],
];

export function listen() {
  document.addEventListener("keydown", (event) => {
    if (fieldKeys(event)) return;
    if (event.key === "z" && (event.ctrlKey || event.metaKey) && !event.target.matches("input, textarea")) { event.preventDefault(); (event.shiftKey ? redo : undo)(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || $("#help").open || event.target.matches("input:not([type=checkbox]), textarea, select")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "Enter" && event.target.matches("button, summary, a, input")) return;
    if (event.key === "Escape") { say(""); choose(null); letGo(); raise(false); return; }
    const layer = state.picked ? null : LAYERS[Number(event.key) - 1];
    const flag = event.shiftKey && /^[A-Z]$/.test(event.key) && state.picked && canEdit() && event.key !== "R";
    if (flag && toggleFlag(event.key.toLowerCase())) { event.preventDefault(); return; }
    const does = layer ? () => { toggleLayer(layer); drawPanel(); } : (event.shiftKey && WITH_SHIFT[event.key]) || KEYS[event.key];
    if (does) { event.preventDefault(); does(); }
  });
}
