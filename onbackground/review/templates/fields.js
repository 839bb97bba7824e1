// One control for each type of field. Every one works by keyboard alone, and says what can be chosen and what it means.
import { all, button, h } from "./dom.js";
import { get, has, isMap, list, put, same, text } from "./data.js";
import { unknownIn } from "./entries.js";
import { relativeDay, trimmed, withOutside } from "./make.js";
import { around, commit, entry, fieldsOf, state, targets } from "./state.js";

// --- Values -------------------------------------------------------------------------------------------------------

/** The value of a field of an entry; undefined where it has none. */
export function valueOf(one, field) {
  if (one.kind === "mention") return list(one.value)[1];
  if (one.kind === "bracket") return one.value;
  return get(one.value, [field.name]);
}

/** Whether a reader still has to give the field a value. */
export const isEmpty = (one, field) => (one.kind === "mention" || one.kind === "bracket" ? valueOf(one, field) === undefined : !has(one.value, field.name));

/** Sets a field, and what follows from it: holders, the basis of a date, turns outside of exchanges. */
export function setField(one, field, value) {
  let doc = state.doc;
  if (one.kind === "mention" || one.kind === "bracket") {
    const ids = list(value);
    const linked = isMap(value) ? value : ids.length > 1 ? ids : ids[0] ?? null;
    doc = put(doc, one.kind === "mention" ? [...one.path, 1] : one.path, linked);
    return commit(doc);
  }
  const at = (name) => [...one.path, name];
  const nothing = value === undefined || value === "" || (Array.isArray(value) && !value.length && !field.required);
  doc = put(doc, at(field.name), nothing ? (field.required && field.nullable ? null : undefined) : value);
  if (field.name === "voice" && ["own", "premise"].includes(value)) doc = put(doc, at("holder"), [get(doc, ["turns", one.turn, "speaker"])]);
  if (field.name === "voice" && !["own", "premise"].includes(value) && same(one.value.holder, [get(doc, ["turns", one.turn, "speaker"])])) doc = put(doc, at("holder"), undefined);
  if (field.name === "reply" && list(one.value.also).includes(value)) doc = putList(doc, at("also"), one.value.also.filter((other) => other !== value));
  if (one.kind === "event" && field.name === "date") doc = withBasis(doc, one, get(doc, at("date")), value);
  if (one.kind === "exchange") doc = withOutside(doc);
  commit(doc);
}

const putList = (doc, path, values) => put(doc, path, values.length ? values : undefined);

/** An event with what a date says of itself: a relative word is resolved, any other is stated, none is none. */
function withBasis(doc, one, date, said) {
  const set = (more) => Object.entries(more).reduce((changed, [name, value]) => put(changed, [...one.path, name], value), doc);
  const meant = relativeDay(said ?? "", state.doc.date);
  if (date === null) return set({ basis: "none", part: undefined });
  if (meant) return set({ date: meant.date, part: meant.part, basis: "resolved" });
  return ["none", undefined].includes(one.value.basis) ? set({ basis: "stated" }) : doc;
}

// --- Choosing one of several labels ---------------------------------------------------------------------------------

/**
 * A list of labels with their definitions: by number, by first letters, by arrows or by mouse.
 * `pick(value)` takes one; `other(value)` takes one with Shift, if given.
 */
function listbox(name, labels, { chosen, pick, other, nothing }) {
  let at = Math.max(0, labels.findIndex((label) => chosen.includes(label.value)));
  let typed = "", last = 0;
  const options = labels.map((label, n) => h("li", { role: "option", id: `option-${n}`, "aria-selected": String(chosen.includes(label.value)), on: { click: (event) => (event.shiftKey && other ? other : pick)(label.value), mouseenter: () => move(n) } },
    n < 9 ? h("kbd", {}, String(n + 1)) : h("kbd", {}, " "), h("b", {}, label.value.replaceAll("_", " ")), " ", h("span", {}, label.definition, label.level ? h("i", {}, ` (${label.level})`) : ""),
    label.example || label.taken_for ? h("div", { class: "example" }, label.example ?? "", label.taken_for ? h("em", {}, ` Easy to take for ${label.taken_for}.`) : null) : null));
  const box = h("ul", { class: "choices", role: "listbox", tabindex: "0", "aria-label": name, data: { control: "" } }, options);
  function move(to) {
    at = (to + labels.length) % labels.length;
    options.forEach((option, n) => option.classList.toggle("at", n === at));
    box.setAttribute("aria-activedescendant", `option-${at}`);
  }
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const digit = /^Digit([1-9])$/.exec(event.code)?.[1] ?? /^[1-9]$/.exec(event.key)?.[0];
    const label = digit && labels[Number(digit) - 1];
    if (label) (event.shiftKey && other ? other : pick)(label.value);
    else if (event.key === "ArrowDown") move(at + 1);
    else if (event.key === "ArrowUp") move(at - 1);
    else if (event.key === "Enter" || event.key === " ") pick(labels[at].value, true);
    else if ((event.key === "0" || event.key === "Backspace") && nothing) nothing();
    else if (/^\p{L}$/u.test(event.key)) {
      typed = event.timeStamp - last < 900 ? typed + event.key.toLowerCase() : event.key.toLowerCase();
      last = event.timeStamp;
      const fitting = labels.filter((one) => one.value.startsWith(typed));
      if (fitting.length === 1) pick(fitting[0].value);
      else if (fitting.length) move(labels.indexOf(fitting[0]));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  move(at);
  return box;
}

function labelControl(one, field, done) {
  const value = valueOf(one, field);
  const beside = fieldsOf(one).find((other) => other.type === "labels" && other.name === "also" && field.name === "reply");
  return h("div", {}, listbox(field.name, field.labels, {
    chosen: [value, ...(beside ? list(one.value.also) : [])],
    pick: (label) => { setField(one, field, label); done(); },
    other: beside && ((label) => toggled(one, beside, label)),
    nothing: field.nullable ? () => { setField(one, field, null); done(); } : field.required ? null : () => { setField(one, field, undefined); done(); },
  }), hint([field.nullable ? "0: none" : null, beside ? "Shift and number: another label that one could defend" : null]));
}

function toggled(one, field, label) {
  const now = list(valueOf(one, field));
  if (label === one.value.reply) return;
  setField(one, field, now.includes(label) ? now.filter((other) => other !== label) : [...now, label]);
}

function labelsControl(one, field, done) {
  return h("div", {}, listbox(field.name, field.labels, {
    chosen: list(valueOf(one, field)),
    pick: (label, byEnter) => (byEnter ? done() : toggled(one, field, label)),
    nothing: () => setField(one, field, []),
  }), hint(["a number takes or drops a label", "Enter: done"]));
}

const hint = (parts) => h("p", { class: "keys" }, parts.filter(Boolean).join(" · "));

function flagControl(one, field, done) {
  const box = h("input", { type: "checkbox", id: "flag", data: { control: "" }, on: {
    change: () => { setField(one, field, box.checked || undefined); done(); },
    keydown: (event) => { if (event.key === "Enter" || event.key === "1") { event.preventDefault(); event.stopPropagation(); box.click(); } } } });
  box.checked = valueOf(one, field) === true;
  return h("label", { class: "flag" }, box, ` ${field.about}`);
}

// --- Typing -------------------------------------------------------------------------------------------------------

function typed(one, field, done, { toText = text, toValue = (value) => value.trim() } = {}) {
  const now = valueOf(one, field);
  const input = h("textarea", { rows: "1", "aria-label": field.name, data: { control: "" }, on: {
    keydown: (event) => {
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); take(); done(); }
      if (event.key !== "Escape" && event.key !== "Tab") event.stopPropagation();
    },
    blur: () => setTimeout(take, 150) } }); // after the click that took the focus away
  input.value = now === null || now === undefined ? "" : toText(now);
  const before = input.value;
  let taken = false;
  function take() {
    if (taken || !entry(one.id)) return;
    taken = true;
    if (input.value !== before) setField(one, field, toValue(input.value));
    else if (isEmpty(one, field) && field.nullable && field.required) setField(one, field, null);
  }
  return input;
}

const textControl = (one, field, done) => h("div", {}, typed(one, field, done), hint(["Enter: done", field.nullable ? "empty: none" : null]));
const listControl = (one, field, done) => h("div", {}, typed(one, field, done, { toText: (value) => list(value).join(", "), toValue: (value) => value.split(",").map((part) => part.trim()).filter(Boolean) }));

const dateControl = (one, field, done) => h("div", {}, typed(one, field, done),
  hint(["a day, month, season or interval (EDTF), or today, yesterday, tomorrow", "empty: not known"]));

// --- Links ---------------------------------------------------------------------------------------------------------

/** A field that links: suggestions by number, the rest by typing; what is new is added to the vocabulary. */
function linkControl(one, field, done) {
  const many = field.type === "links";
  const every = targets(field.to, around(one));
  const unknown = unknownIn(one, state.doc);
  let chosen = [valueOf(one, field)].flat().filter((id) => typeof id === "string" && !unknown.includes(id));
  let at = unknown.length && get(state.content.proposals, ["entities", unknown[0]]) ? 0 : -1;
  const chips = h("p", { class: "chips" });
  const box = h("ul", { class: "choices", role: "listbox", id: "suggestions", "aria-label": `${field.name}: suggestions` });
  const input = h("input", { type: "text", role: "combobox", "aria-label": field.name, "aria-expanded": "true", "aria-controls": "suggestions", autocomplete: "off", placeholder: "number, or type", data: { control: "" } });
  const set = (ids) => { chosen = ids; setField(one, field, many ? ids : ids[0] ?? null); };
  function offered() {
    const words = input.value.toLowerCase().trim();
    const fits = every.filter((target) => !words || `${target.id} ${target.name}`.toLowerCase().includes(words));
    const first = (target) => Number(!(words && [target.id, ...target.name.toLowerCase().split(" ")].some((part) => part.startsWith(words))));
    const found = fits.sort((a, b) => first(a) - first(b) || a.rank - b.rank || a.n - b.n).slice(0, 9);
    const kind = field.to.find((name) => ["entities", "topics"].includes(name));
    return words && kind ? [...found, { id: null, name: input.value.trim(), about: `new: add it to the ${kind}`, kind }] : found;
  }
  function show() {
    const found = offered();
    box.replaceChildren(...found.map((target, n) => h("li", { role: "option", id: `option-${n}`, class: n === at ? "at" : null, "aria-selected": String(chosen.includes(target.id)), on: { mousedown: (event) => { event.preventDefault(); take(target); } } },
      h("kbd", {}, input.value ? " " : String(n + 1)), h("b", {}, target.name), " ", h("span", {}, target.name === target.id ? target.about : `${target.id ?? ""} ${target.about}`))));
    if (at >= 0) input.setAttribute("aria-activedescendant", `option-${at}`);
    chips.replaceChildren(...chosen.map((id) => h("span", { class: "chip" }, id, button("×", () => { set(chosen.filter((other) => other !== id)); }, { "aria-label": `remove ${id}` }))));
  }
  function take(target) {
    if (target.id === null) return fresh(target);
    const proposed = get(state.content.proposals, ["entities", target.id]);
    if (proposed && !has(state.doc.vocabulary.entities, target.id)) commit(put(state.doc, ["vocabulary", "entities", target.id], proposed), { quietly: true });
    input.value = "";
    at = -1;
    if (!many) { set([target.id]); return done(); }
    set(chosen.includes(target.id) ? chosen.filter((id) => id !== target.id) : [...chosen, target.id]);
  }
  function fresh({ name, kind }) {
    const id = slug(name);
    const link = (added) => {
      commit(put(state.doc, ["vocabulary", kind, id], added), { quietly: true });
      setField(one, field, many ? [...chosen, id] : id);
      if (!many) done();
    };
    if (kind === "topics") {
      const definition = h("input", { type: "text", "aria-label": "definition", placeholder: "what it covers, in one sentence", data: { control: "" }, on: { keydown: (event) => { event.stopPropagation(); if (event.key === "Enter" && definition.value.trim()) link({ name, definition: definition.value.trim() }); } } });
      holder.replaceChildren(h("p", {}, `New topic ${id}:`), definition);
      definition.focus();
    } else {
      const types = state.content.fields.entities.find((other) => other.name === "type").labels;
      const box = listbox("type", types, { chosen: [], pick: (type) => link({ name, type }) });
      holder.replaceChildren(h("p", {}, `New entity ${id}: what is it?`), box);
      box.focus();
    }
  }
  input.addEventListener("input", () => { at = input.value ? 0 : -1; show(); });
  input.addEventListener("keydown", (event) => {
    const found = offered();
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab" || event.key === "Escape") return;
    if (!input.value && /^[1-9]$/.test(event.key)) { event.preventDefault(); if (found[event.key - 1]) take(found[event.key - 1]); }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); at = Math.max(-1, Math.min(found.length - 1, at + (event.key === "ArrowDown" ? 1 : -1))); show(); }
    else if (event.key === "Enter") {
      event.preventDefault();
      if (at >= 0 && found[at]) take(found[at]);
      else { if (isEmpty(one, field) || !chosen.length) set(chosen); done(); }
    } else if (event.key === "Backspace" && !input.value && chosen.length) { event.preventDefault(); set(chosen.slice(0, -1)); }
    event.stopPropagation();
  });
  const holder = h("div", {}, chips, input, box, hint([many ? "Enter: done" : "Enter: none", "Backspace: the last one goes"]));
  show();
  return holder;
}

const slug = (name) => name.normalize("NFKD").replace(/[^\p{ASCII}]/gu, "").toLowerCase().split(/[^a-z0-9]+/).filter(Boolean).join("-") || "new";

function anchorControl(one, field, done) {
  const take = () => {
    if (!state.words) return;
    const words = trimmed(state.doc, state.words, { whole: true });
    setField(one, field, { turn: words.turn, quote: words.quote });
    done();
  };
  const said = state.words ? `the words chosen in ${state.words.turn}` : "first choose words in the text";
  return h("div", {}, button(`Take ${said}`, take, { data: { control: "" } }), field.nullable ? button("none", () => { setField(one, field, null); done(); }) : null);
}

const CONTROLS = { label: labelControl, labels: labelsControl, flag: flagControl, text: textControl, list: listControl, date: dateControl, link: linkControl, links: linkControl, anchor: anchorControl };

/** The control of a field of an entry. `done()` goes on to what is still to be filled in. */
export const control = (one, field, done) => CONTROLS[field.type](one, field, done);

export const focusControl = (root) => all("[data-control]", root)[0]?.focus({ preventScroll: true });
