// The page put together: its parts, what a press of the mouse does, and the start.
import { $, all, button, h, narrow, say } from "./dom.js";
import { digest, has, isMap, list, text } from "./data.js";
import { applied } from "./changes.js";
import { LAYERS } from "./entries.js";
import { withOutside } from "./make.js";
import { commit, draw, entriesIn, entry, missing, onChange, start, state, turnIds } from "./state.js";
import { HELP, listen, make } from "./keys.js";
import { goLive } from "./live.js";
import { drawOutline, isRead, jump, stepEntry, toggleLayer } from "./outline.js";
import { beginSettling } from "./settle.js";
import { drawPanel, letGo, open, pick, raise } from "./panel.js";
import { drawEnd, drawUnread } from "./sign.js";
import { drawTranscript, choose, chosenByMouse, goTo, refreshText } from "./text.js";

const blind = () => state.content.mode === "blind";

function bar() {
  const { content } = state;
  return h("header", { class: "bar" },
    h("div", { class: "who" }, h("b", {}, blind() ? "A blind reading" : "On Background"), " ", h("span", {}, content.id)),
    h("div", { class: "tools", role: "toolbar", "aria-label": "Layers and views" },
      button("outline", () => document.body.classList.toggle("with-outline"), { class: "jumper", id: "outline-toggle" }),
      LAYERS.map((layer, n) => h("button", { type: "button", class: `switch w-${layer}`, "aria-pressed": "true", title: `key ${n + 1}`, data: { switch: layer }, on: { click: () => { toggleLayer(layer); drawPanel(); } } }, h("i", { "aria-hidden": "true" }), layer, " ", h("small", { data: { count: layer } }))),
      button(["untouched ", h("small", { id: "bare-count" }, "0")], () => jump("bare"), { class: "jumper", title: "next sentence that no layer touches: key u" }),
      button(["incomplete ", h("small", { id: "missing-count" }, "0")], () => jump("missing"), { class: "jumper", title: "next entry that lacks something: key i" }),
      blind() ? null : button(["findings ", h("small", { id: "finding-count" }, "0")], () => jump("finding"), { class: "jumper", id: "finding-jump", title: "next finding: key f" }),
      h("a", { class: "jumper", href: "#end" }, blind() ? "hand in" : "changes, sign"),
      button("help", () => $("#help").showModal(), { class: "jumper", id: "help-open", title: "keys: ?" })),
    h("span", { class: "progress" }, h("span", { id: "live", role: "status" }), " ", h("progress", { id: "read-progress", "aria-label": "turns read", max: String(turnIds().length), value: "0" }), " ", h("span", { id: "read-count" })));
}

function head() {
  const { record } = state.content;
  const printed = [record.byline, record.venue, isMap(record.place) ? record.place.as_printed : null, record.date].filter(Boolean).map(text);
  return h("header", { class: "head" }, h("h1", {}, text(record.title ?? record.id)), h("p", { class: "printed" }, printed.join(" · ")),
    h("details", { class: "fields" }, h("summary", {}, "Header"), h("dl", { id: "header-fields" })),
    state.content.guide_text ? h("details", { class: "fields" }, h("summary", {}, "The annotation guide"), h("div", { class: "guide" }, state.content.guide_text)) : null,
    h("div", { id: "proposals" }), h("div", { id: "earlier" }));
}

function drawHeader() {
  const rows = ["series", "language", "publisher", "principals", "subject", "topics", "ground_rules", "source", "place"].filter((name) => has(state.doc, name)).map((name) => {
    const value = state.doc[name];
    const shown = isMap(value) ? Object.entries(value).filter(([, one]) => one !== null).map(([key, one]) => `${key}: ${isMap(one) ? Object.values(one).map(text).join(" ") : text(one)}`).join(" · ") : Array.isArray(value) ? value.map(text).join(", ") : value;
    return h("div", {}, h("dt", {}, name.replaceAll("_", " ")), h("dd", {}, shown === null || shown === "" ? h("i", { class: "null" }, value === null ? "null" : "none") : text(shown)));
  });
  const edit = (name, label) => button(label, () => { pick(name, { from: "card" }); raise(true); }, { class: "link" });
  $("#header-fields").replaceChildren(...rows, h("div", {}, h("dt"), h("dd", {}, edit("header", "edit the header (h)"), " ", has(state.doc, "ground_rules") ? edit("ground_rules", "the ground rules (g)") : null, " ", has(state.doc, "source") ? edit("source", "the source") : null)));
}

/** What the draft proposes, as long as the record has no such layer: it is accepted a layer at a time. */
function drawProposals() {
  const offered = Object.entries(state.content.proposals).filter(([key]) => !has(state.doc, key) && !["outside_exchanges", "entities"].includes(key));
  $("#proposals").replaceChildren(...(offered.length ? [h("p", { class: "open" }, h("b", {}, "The draft proposes"), ` ${offered.map(([key, layer]) => `${Object.keys(layer).length} ${key}`).join(", ")}. `,
    button("accept, to be read and completed (a)", () => {
      let doc = { ...state.doc };
      for (const [key, layer] of offered) doc[key] = layer;
      commit(withOutside(doc));
      jump("missing");
      open();
    }, { id: "accept" }))] : []));
}

/** Edits that were made on an earlier state of the file and are not in it: they can be taken over, if they fit. */
function drawEarlier() {
  const place = $("#earlier");
  place.replaceChildren();
  for (const [key, kept] of state.store.earlier()) {
    const { data, refused } = applied(state.doc, list(kept.edits));
    if (data === state.doc && !refused.length) { state.store.forget(key); continue; }
    const said = `${list(kept.edits).length} changes made on an earlier state of this file are kept in this browser${refused.length ? `; ${refused.length} of them do not fit any more` : ""}.`;
    place.append(h("p", { class: "open" }, said, " ",
      data === state.doc ? null : button("take over what fits", () => { state.store.forget(key); commit(data); drawEarlier(); }),
      button("forget them", () => { state.store.forget(key); drawEarlier(); })));
  }
}

function layout() {
  document.body.replaceChildren(
    h("a", { class: "jump", href: "#transcript" }, "To the transcript"), bar(),
    h("div", { class: "columns" },
      h("nav", { class: "outline", id: "outline", "aria-label": "Outline" },
        h("input", { type: "text", id: "filter", placeholder: "filter: label, words, also, open …", "aria-label": "Filter the entries", on: { input: drawOutline, keydown: (event) => { if (event.key === "Enter") { event.target.blur(); stepEntry(1); } } } }), h("div", { id: "outline-list" })),
      h("main", { id: "transcript", tabindex: "-1" }, head(), h("div", { id: "turns" })),
      h("aside", { class: "panel", id: "panel", "aria-label": "Entries" },
        button("Entries", () => raise(!$("#panel").classList.contains("up")), { class: "handle", id: "panel-toggle", "aria-expanded": "false", "aria-controls": "groups" }),
        h("div", { id: "groups", tabindex: "0", role: "region", "aria-label": "Entries of this turn" }))),
    h("footer", { class: "end", id: "end" }, h("section", { id: "changes" }), h("section", { id: "findings" }), h("section", { id: "signoff" }), h("section", { id: "printed" })),
    h("div", { id: "makers", role: "toolbar", "aria-label": "Make the chosen words", hidden: true }, [["ask", "q"], ["statement", "s"], ["event", "e"], ["mention", "m"], ["oddity", "o"]].map(([kind, key]) => button([kind, h("kbd", {}, key)], () => make(kind)))),
    h("div", { id: "said", role: "status", hidden: true }),
    h("dialog", { id: "help", "aria-labelledby": "help-title" }, h("h2", { id: "help-title" }, "Keys"),
      h("dl", {}, HELP.map(([keys, what]) => h("div", {}, h("dt", {}, keys.map((key) => h("kbd", {}, key))), h("dd", {}, what)))),
      h("p", {}, "With the mouse: choose words in the text and press what they are; press on a highlight to see its entry, again for the next that covers the same words."),
      h("form", { method: "dialog" }, h("button", {}, "close"))));
}

// --- Ticks ---------------------------------------------------------------------------------------------------------

/** The digest of what a turn shows: a tick holds as long as that stays. */
const shownIn = (turn) => digest(JSON.stringify([state.doc.turns[turn], entriesIn(turn).map((one) => [one.id, one.value])]));

function drawTicks() {
  const ticks = state.store.ticks();
  for (const box of all("[data-read]")) {
    const turn = box.dataset.read;
    box.checked = has(ticks, turn) && ticks[turn] === shownIn(turn);
    box.closest(".turn").classList.toggle("done", box.checked);
  }
  const done = turnIds().filter(isRead).length;
  $("#read-progress").value = done;
  $("#read-count").textContent = `${done}/${turnIds().length} read`;
  drawUnread();
}

function tick(box) {
  const ticks = state.store.ticks(), turn = box.dataset.read;
  if (box.checked) ticks[turn] = shownIn(turn); else delete ticks[turn];
  state.store.saveTicks(ticks);
  drawTicks();
}

// --- The mouse -----------------------------------------------------------------------------------------------------

function pressed(event) {
  const target = event.target;
  const way = target.closest("[data-pick]");
  if (way) return pick(way.dataset.pick, { from: "link" });
  const sentence = target.closest(".s");
  if (sentence && getSelection().isCollapsed) {
    const turn = sentence.closest(".turn").id;
    choose(null);
    goTo(turn, Number(sentence.dataset.n), { scroll: false });
    const shown = (target.closest(".a")?.dataset.a ?? "").split(" ").reverse().filter((id) => id && !document.body.classList.contains(`off-${entry(id)?.layer}`));
    if (shown.length) pick(shown[(shown.indexOf(state.picked) + 1) % shown.length], { from: "text" });
    else letGo();
    return;
  }
  const card = target.closest(".card");
  if (card && card.dataset.card !== state.picked && !target.closest("button, input, textarea, select")) pick(card.dataset.card, { from: "card" });
}

function released() {
  const words = chosenByMouse();
  if (words) { state.picked = state.field = null; choose(words); drawPanel(); }
  const makers = $("#makers");
  makers.hidden = !words;
  if (!words) return;
  const box = getSelection().rangeCount && getSelection().getRangeAt(0).getBoundingClientRect();
  const piece = box && box.height ? box : $(".l-words")?.getBoundingClientRect();
  makers.style.left = `${Math.max(8, Math.min(piece.left, innerWidth - makers.offsetWidth - 8))}px`;
  makers.style.top = `${piece.bottom + makers.offsetHeight + 12 < innerHeight ? piece.bottom + 8 : piece.top - makers.offsetHeight - 8}px`;
}

/** Follows the reading: the turn near the top of the window is the one of the panel, unless someone is in the panel. */
let waiting = false;
function followReading() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    $("#makers").hidden = true;
    if (state.picked || state.words || $("#panel").matches(":hover, :focus-within")) return;
    const sections = all(".turn"), line = innerHeight * 0.35;
    let low = 0, high = sections.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (sections[middle].getBoundingClientRect().top <= line) low = middle; else high = middle - 1;
    }
    const turn = sections[low]?.id;
    if (!turn || turn === state.place.turn || performance.now() < state.quietUntil) return;
    goTo(turn, 0, { scroll: false, quiet: false });
    drawPanel();
  });
}

/** For paper: a table of the entries, turn by turn, with their words. */
function drawPrinted() {
  const shown = (one) => Object.entries(isMap(one.value) ? one.value : { "": one.value }).filter(([key]) => !["quote", "turn", "anchors", "question", "answer", "asks"].includes(key)).map(([key, value]) => `${key ? `${key.replaceAll("_", " ")}: ` : ""}${Array.isArray(value) ? value.map(text).join(", ") : value === null ? "null" : text(value)}`).join("; ");
  const rows = state.entries.filter((one) => one.kind !== "bracket" && !document.body.classList.contains(`off-${one.layer}`)).map((one) => h("tr", { class: "printed-entry" }, h("td", {}, one.id), h("td", {}, one.turn ?? ""), h("td", {}, one.spans.map((span) => `“${span.quote}”`).join(" … ")), h("td", {}, shown(one))));
  $("#printed").replaceChildren(h("h2", {}, "Entries"), h("table", {}, h("thead", {}, h("tr", {}, ["", "turn", "words", "labels"].map((name) => h("th", { scope: "col" }, name)))), h("tbody", {}, rows)));
}

// --- Start ---------------------------------------------------------------------------------------------------------

function drawAll(what) {
  if (what.all) drawTranscript($("#turns"));
  refreshText();
  drawPanel({ keep: what.live });
  drawOutline();
  drawHeader();
  drawProposals();
  drawEnd();
  drawTicks();
  for (const place of all("[data-count]")) place.textContent = String(state.entries.filter((one) => one.layer === place.dataset.count && one.kind !== "exchange").length);
  const lacking = state.entries.filter((one) => missing(one).length).length;
  $("#missing-count").textContent = String(lacking);
  if ($("#finding-count")) {
    $("#finding-count").textContent = String(state.content.findings.length);
    $("#finding-jump").classList.toggle("warn", state.content.findings.length > 0);
  }
}

function begin() {
  const place = $("#content");
  if (!place) return;
  start(JSON.parse(place.textContent));
  if (state.content.mode === "settle") return beginSettling();
  layout();
  onChange(drawAll);
  draw({ all: true });
  for (const [layer, off] of Object.entries(state.store.switches())) if (off && LAYERS.includes(layer)) toggleLayer(layer, true);
  drawEarlier();
  listen();
  document.addEventListener("click", pressed);
  document.addEventListener("mouseup", () => setTimeout(released, 0));
  document.addEventListener("change", (event) => { if (event.target.matches("[data-read]")) tick(event.target); });
  document.addEventListener("focusin", (event) => { const said = event.target.closest(".term")?.dataset.term; if (said) say(said); });
  addEventListener("scroll", followReading, { passive: true });
  matchMedia("print").addEventListener("change", (event) => event.matches && drawPrinted());
  addEventListener("beforeprint", drawPrinted);
  narrow.addEventListener("change", () => raise(false));
  goLive();
}

begin();
