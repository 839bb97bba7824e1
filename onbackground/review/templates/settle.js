// Settling: only what differs between readings, one difference at a time; the result is an adjudication.
import { $, bring, button, h, say } from "./dom.js";
import { get, list, same, text } from "./data.js";
import { nextId } from "./make.js";
import { download, yaml } from "./files.js";
import { state } from "./state.js";
import { handingIn, modelOf, today } from "./sign.js";

const KIND = { header: "header", turns: "participant", statements: "statement", events: "event" };
let at = 0; // the difference that is being settled

const every = () => state.content.differences;
/** A key for each cause: its first letter that no other cause and no command has. */
function causeKeys() {
  const taken = new Set("jkow");
  return new Map(state.content.causes.map(({ value }) => {
    const key = [...value].find((letter) => !taken.has(letter));
    taken.add(key);
    return [value, key];
  }));
}
const keyOf = (one) => `${one.unit} ${one.field}`;
const settled = () => state.kept.settled ?? {};
const isDone = (one) => Boolean(settled()[keyOf(one)]?.why && settled()[keyOf(one)]?.cause);

function set(one, more) {
  state.kept = { ...state.kept, settled: { ...settled(), [keyOf(one)]: { ...settled()[keyOf(one)], ...more } } };
  state.store.save(state.kept);
  drawDifferences();
}

/** The labels of the field that differs, if it has any. */
function labelsOf(one) {
  const kind = one.layer === "exchanges" ? (/^(?:[\w.-]+:)?x\d+[a-z]/.test(one.unit) ? "ask" : "exchange") : KIND[one.layer];
  return (state.content.fields[kind] ?? []).concat(state.content.fields.ground_rules).find((field) => field.name === one.field)?.labels;
}

function shown(one, value) {
  if (value === null || value === undefined) return h("i", { class: "null" }, one.field === "unit" ? "does not have it" : "null");
  const known = labelsOf(one)?.find((label) => label.value === value);
  return [h("b", {}, Array.isArray(value) ? value.join(", ") || "none" : text(value).replaceAll("_", " ")), known ? h("span", {}, ` ${known.definition}`) : null];
}

/** The value that the record gets if one reading's is kept: for a whole unit, the id under which it is or will be. */
function valueKept(one, reader) {
  if (one.field !== "unit") return one.was[reader];
  if (one.was[reader] === null) return null;
  const [reading, id] = one.unit.includes(":") ? one.unit.split(/:(.*)/s) : ["", one.unit];
  if (!reading || !/^[xse]\d+[a-z]*$/.test(id)) return id;
  const taken = Object.values(settled()).map((other) => other.now).filter((now) => typeof now === "string");
  const letter = id[0];
  const layer = { x: "exchanges", s: "statements", e: "events" }[letter];
  if (/[a-z]$/.test(id)) return id;
  return nextId(state.doc, letter, [...Object.keys(state.doc[layer] ?? {}), ...taken]);
}

const keepValue = (one, reader) => set(one, { kept: reader, now: valueKept(one, reader) });

/** What somebody typed for a value that no reading has: an id or label, several with commas, or nothing. */
function typedValue(one, words) {
  const isSet = Object.values(one.was).some(Array.isArray);
  const parts = words.split(",").map((part) => part.trim()).filter(Boolean);
  return isSet ? parts : { "": null, true: true, false: false }[words.trim()] ?? (words.trim() || null);
}

function difference(one, n) {
  const readers = Object.keys(one.was), mine = settled()[keyOf(one)] ?? {}, now = n === at;
  const options = readers.map((reader, k) => h("div", { class: `side${mine.kept === reader ? " kept" : ""}` },
    h("p", {}, button([h("kbd", {}, String(k + 1)), ` ${reader}`], () => keepValue(one, reader), { "aria-pressed": String(mine.kept === reader) })),
    h("p", { class: "value" }, shown(one, one.was[reader])),
    one.quotes[reader] ? h("p", { class: "quote" }, one.quotes[reader]) : null,
    one.whys[reader] ? h("p", { class: "reason" }, one.whys[reader]) : null));
  const input = (name, label, value, does) => h("label", {}, `${label} `, h("input", { type: "text", name, value: value ?? "", on: { change: (event) => does(event.target.value), keydown: (event) => {
    event.stopPropagation();
    if (event.key === "Enter") { does(event.target.value); if (name === "why") next(1); else focusDifference(); }
    if (event.key === "Escape") event.target.blur();
  } } }));
  return h("article", { class: `difference${now ? " now" : ""}${isDone(one) ? " done" : ""}`, id: `difference-${n}`, tabindex: "-1", "aria-label": `difference ${n + 1}`, on: { click: (event) => { if (n !== at && !event.target.closest("button, input")) { at = n; drawDifferences(); } } } },
    h("h2", {}, `${one.unit} · ${one.field.replaceAll("_", " ")}`, isDone(one) ? " ✓" : ""),
    one.overlaps.length ? h("p", { class: "note" }, `shares words with ${one.overlaps.join(", ")}`) : null,
    now && one.turn ? h("p", { class: "context" }, marked(one)) : null,
    h("div", { class: "two" }, options),
    mine.kept === "neither" ? h("p", { class: "value" }, "another value: ", shown(one, mine.now)) : null,
    now ? h("div", { class: "deciding" },
      one.field === "unit" ? null : input("other", "o: another value", mine.kept === "neither" ? [mine.now].flat().map(text).join(", ") : "", (words) => { if (words.trim() || mine.kept === "neither") set(one, { kept: "neither", now: typedValue(one, words) }); }),
      h("p", { class: "causes" }, "cause: ", state.content.causes.map((cause) => button([h("kbd", {}, causeKeys().get(cause.value)), ` ${cause.value}`], () => set(one, { cause: cause.value }), { title: cause.definition, "aria-pressed": String(mine.cause === cause.value) }))),
      input("why", "w: what decides, in one line", mine.why, (words) => set(one, { why: words.trim() }))) : mine.why ? h("p", { class: "reason" }, `${mine.cause ?? ""}: ${mine.why}`) : null);
}

/** The turn of a difference, with the words of each reading marked. */
function marked(one) {
  const whole = text(get(state.doc, ["turns", one.turn, "text"]));
  const found = Object.values(one.quotes).map((quote) => [whole.indexOf(quote), quote.length]).filter(([start]) => start >= 0);
  if (!found.length) return `${one.turn}: ${whole.slice(0, 300)}`;
  const start = Math.min(...found.map(([from]) => from)), end = Math.max(...found.map(([from, size]) => from + size));
  return [`${one.turn}: … ${whole.slice(Math.max(0, start - 200), start)}`, h("mark", {}, whole.slice(start, end)), whole.slice(end, end + 200), " …"];
}

function drawDifferences() {
  const focused = document.activeElement?.name;
  $("#differences").replaceChildren(...every().map(difference));
  const done = every().filter(isDone).length;
  $("#settled-count").textContent = `${done}/${every().length} settled`;
  $("#hand-over").disabled = done < every().length;
  if (focused) $(`#difference-${at} [name=${focused}]`)?.focus();
}

const focusDifference = () => $(`#difference-${at}`)?.focus({ preventScroll: true });

function next(by) {
  at = Math.max(0, Math.min(every().length - 1, at + by));
  drawDifferences();
  bring($(`#difference-${at}`));
  document.activeElement.blur();
  focusDifference();
}

/** The adjudication (`adjudication/1`), with what an earlier one settled beside the differences. */
function adjudication(form) {
  const { content } = state;
  const rows = every().map((one) => ({ unit: one.unit, field: one.field, was: one.was, now: null, ...pickRow(settled()[keyOf(one)]) }));
  const here = new Set(every().map(keyOf));
  return { schema: "adjudication/1", briefing: content.id, by: form.by.value.trim(), kind: form.kind.value, model: modelOf(form), date: today(), readings: content.readings,
    settled: [...rows, ...content.settled.filter((one) => !here.has(keyOf(one)))] };
}

const pickRow = ({ now, kept, cause, why }) => ({ now: now ?? null, kept, cause, why });

/** The page of differences, in place of the transcript. */
export function beginSettling() {
  const { content } = state;
  const earlier = Object.fromEntries(content.settled.filter((one) => every().some((other) => keyOf(other) === keyOf(one) && same(other.was, one.was))).map((one) => [keyOf(one), one]));
  state.kept = { ...state.kept, settled: { ...earlier, ...settled() } };
  const first = every().findIndex((one) => !isDone(one));
  at = Math.max(0, first);
  const form = h("form", { id: "sign", on: { submit: (event) => {
    event.preventDefault();
    if (every().every(isDone)) download(`${content.id}.adjudication.yaml`, yaml(adjudication(form)), "application/yaml");
    else say("some differences are not settled yet");
  } } }, handingIn("settles", "hand-over", "download the adjudication"));
  document.body.replaceChildren(
    h("header", { class: "bar" }, h("div", { class: "who" }, h("b", {}, "Settling"), " ", h("span", {}, content.id)), h("span", { id: "settled-count", class: "progress" }),
      h("span", { class: "note" }, "1, 2: keep · o: another value · a letter: the cause · w: why · j k: next, previous")),
    h("main", { class: "settling" }, h("h1", {}, `Where ${Object.keys(content.readings).join(" and ")} differ`),
      every().length ? null : h("p", {}, "The readings do not differ."), h("div", { id: "differences" })),
    h("footer", { class: "end" }, h("section", {}, h("h2", {}, "Hand over"), form)), h("div", { id: "said", role: "status", hidden: true }));
  drawDifferences();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select")) return;
    const one = every()[at];
    if (!one) return;
    const readers = Object.keys(one.was), cause = list(content.causes).find((other) => causeKeys().get(other.value) === event.key);
    if (readers[Number(event.key) - 1]) keepValue(one, readers[Number(event.key) - 1]);
    else if (cause) set(one, { cause: cause.value });
    else if (event.key === "o" || event.key === "w") $(`#difference-${at} [name=${event.key === "o" ? "other" : "why"}]`)?.focus();
    else if (event.key === "j" || event.key === "ArrowDown") next(1);
    else if (event.key === "k" || event.key === "ArrowUp") next(-1);
    else return;
    event.preventDefault();
  });
  focusDifference();
}
