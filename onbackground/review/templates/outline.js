// To find one's way: the outline of exchanges, a filter over all entries, and the next place of a kind.
import { $, all, bring, h, linkTo } from "./dom.js";
import { get, list, pairs, text } from "./data.js";
import { LAYERS } from "./entries.js";
import { findingsOf, missing, openOf, state, turnIds } from "./state.js";
import { pick, raise } from "./panel.js";
import { goTo, markBare } from "./text.js";

/** The words by which an entry is found: its id, labels, words, links, and what is true of it. */
function haystack(one) {
  const named = (id) => [id, get(state.doc, ["vocabulary", "entities", id, "name"]), get(state.doc, ["vocabulary", "topics", id, "name"])];
  const values = one.value && typeof one.value === "object" ? Object.entries(one.value).flatMap(([key, value]) => (value === true ? [key] : [value].flat().flatMap((each) => (typeof each === "string" ? named(each) : [])))) : [];
  const facts = [["also", list(get(one.value, ["also"])).length], ["open", openOf(one.id).length], ["finding", findingsOf(one.id).length], ["missing", missing(one).length], ["unread", one.turn && !isRead(one.turn)]];
  return [one.id, one.kind, one.layer, one.turn, ...values, ...one.spans.map((span) => span.quote), ...facts.filter(([, is]) => is).map(([name]) => name)].join(" ").toLowerCase();
}

export const isRead = (turn) => $(`[data-read="${turn}"]`)?.checked ?? false;

/** The entries that fit the filter; all of them without one. */
function filtered() {
  const words = ($("#filter")?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const shown = state.entries.filter((one) => one.kind !== "exchange" && !document.body.classList.contains(`off-${one.layer}`));
  const order = new Map(turnIds().map((turn, n) => [turn, n]));
  const place = (one) => (order.get(one.turn) ?? 1e6) * 1e6 + (one.spans[0]?.start ?? 0);
  return shown.filter((one) => { const hay = words.length ? haystack(one) : ""; return words.every((word) => hay.includes(word)); }).sort((a, b) => place(a) - place(b));
}

export function drawOutline() {
  const root = $("#outline-list");
  if (!root) return;
  if ($("#filter").value.trim()) {
    const found = filtered();
    root.replaceChildren(h("p", { class: "none" }, `${found.length} of ${state.entries.length} entries; j and k go through them`),
      h("ul", {}, found.slice(0, 300).map((one) => h("li", {}, linkTo(one.id, h("b", {}, one.id), ` ${text(get(one.value, ["what"])) || one.spans[0]?.quote || ""}`)))));
    return;
  }
  const rows = pairs(state.doc.exchanges).map(([id, one]) => h("li", {},
    linkTo(id, h("b", {}, id), ` ${list(one.question).join(", ")} → ${list(one.answer).join(", ") || "nobody"}`, get(one, ["follows"]) ? h("small", {}, ` follows ${one.follows}`) : ""),
    h("ul", {}, pairs(get(one, ["asks"])).map(([name, ask]) => h("li", {}, linkTo(name, h("b", {}, name), " ", h("span", { class: get(ask, ["reply"]) ? "" : "wrong" }, text(get(ask, ["reply"])) || "no reply yet"), openOf(name).length ? " ?" : ""))))));
  const open = list(get(state.doc, ["review", "open"]));
  root.replaceChildren(
    h("h2", {}, "Exchanges"), rows.length ? h("ul", {}, rows) : h("p", { class: "none" }, "none yet"),
    ...(open.length ? [h("h2", {}, "Open questions"), h("ul", {}, open.map((one) => h("li", {}, linkTo(text(one.about), h("b", {}, text(one.about))), ` ${text(one.question)}`)))] : []));
}

/** Goes to the next entry of the filter, or the one before. */
export function stepEntry(by) {
  const entries = filtered();
  if (!entries.length) return;
  const at = entries.findIndex((one) => one.id === state.picked);
  if (at >= 0) return pick(entries[(at + by + entries.length) % entries.length].id, { from: "key" });
  const order = turnIds(), here = order.indexOf(state.place.turn);
  const next = entries.findIndex((one) => order.indexOf(one.turn) >= here);
  pick(entries[by > 0 ? Math.max(0, next) : (Math.max(0, next) - 1 + entries.length) % entries.length].id, { from: "key" });
}

/** Goes to the next place of a kind: a sentence without labels, a finding, an entry that is not complete, an unread turn. */
export function jump(kind) {
  if (kind === "missing") {
    const entries = state.entries.filter((one) => missing(one).length);
    const at = entries.findIndex((one) => one.id === state.picked);
    return entries.length ? pick(entries[(at + 1) % entries.length].id, { from: "key" }) : undefined;
  }
  if (kind === "unread") {
    const turns = turnIds(), here = turns.indexOf(state.place.turn);
    const next = [...turns.slice(here + 1), ...turns.slice(0, here + 1)].find((turn) => !isRead(turn));
    return next && goTo(next);
  }
  if (kind === "finding") return nextFinding();
  document.body.classList.add("show-bare");
  markBare();
  const places = all(".s.bare");
  const now = places.findIndex((place) => place.classList.contains("at"));
  for (const place of all(".at")) place.classList.remove("at");
  const next = places[(now + 1) % places.length];
  if (!next) return;
  goTo(next.closest(".turn").id, Number(next.dataset.n));
  next.classList.add("at");
}

let shownFinding = -1;
function nextFinding() {
  if (state.content.findings.length) showFinding((shownFinding + 1) % state.content.findings.length);
}

/** Shows a finding where it belongs: in the text, on a card, or in the list at the end. */
export function showFinding(n) {
  shownFinding = n;
  const one = state.content.findings[n];
  const [turn, line] = one.place.split(":");
  if (line) {
    const rows = state.content.sentences[turn] ?? [];
    goTo(turn, Math.max(0, rows.findIndex((row) => String(row[1]) === line)));
    raise(false);
  } else if (one.place && (state.byId.has(one.place) || turnIds().includes(one.place))) pick(state.byId.get(one.place)?.kind === "exchange" ? firstAsk(one.place) : one.place, { from: "key" });
  else bring($("#findings"), 0.1);
  for (const element of all(".finding.at, .findings .at")) element.classList.remove("at");
  const shown = all(".finding").find((element) => element.textContent.includes(one.message) && element.offsetParent) ?? $(".findings").children[n];
  shown.classList.add("at");
  bring(shown);
}

const firstAsk = (exchange) => Object.keys(get(state.doc, ["exchanges", exchange, "asks"]) ?? {})[0] ?? exchange;

/** The switches of the layers, remembered in this browser. */
export function toggleLayer(layer, off = !document.body.classList.contains(`off-${layer}`)) {
  document.body.classList.toggle(`off-${layer}`, off);
  $(`[data-switch="${layer}"]`)?.setAttribute("aria-pressed", String(!off));
  state.store.saveSwitches(Object.fromEntries(LAYERS.map((name) => [name, document.body.classList.contains(`off-${name}`)])));
  markBare();
}
