// The end of the page: what was changed, the findings, and how a reader signs or hands in a reading.
import { $, all, button, h, say } from "./dom.js";
import { has, list, pairs, put, text } from "./data.js";
import { download, editsFile, yaml } from "./files.js";
import { changes } from "./changes.js";
import { commit, edits, savable, state, turnIds } from "./state.js";
import { isRead, showFinding } from "./outline.js";
import { sendSignature } from "./live.js";

const present = () => Object.entries(state.content.layers).filter(([, keys]) => keys.some((key) => has(state.doc, key))).map(([layer]) => layer);
const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

export function drawEnd() {
  const { content } = state;
  if (!$("#changes")) return;
  const { doc, left } = savable();
  const made = changes(state.base, doc);
  $("#changes").replaceChildren(...(content.mode === "edit" && !content.live ? changesPart(made, left) : []));
  $("#findings").replaceChildren(...findingsPart());
  const layers = present();
  const shown = JSON.stringify([layers, content.passes, content.mode]);
  if ($("#signoff").dataset.shown !== shown) {
    $("#signoff").dataset.shown = shown;
    $("#signoff").replaceChildren(...(content.mode === "blind" ? readingPart(layers) : signPart(layers)));
  }
  if (content.mode === "edit") command();
  drawUnread();
}

function changesPart(made, left) {
  const { content } = state;
  const name = `${content.id}.edits.json`;
  const rest = left ? h("p", { class: "absent" }, `${left} incomplete ${left === 1 ? "entry is" : "entries are"} not among them; i goes there.`) : null;
  if (!made.length) return [h("h2", {}, "Changes"), rest, h("p", { class: "note" }, "Nothing is changed yet. What you change is kept in this browser, and leaves as a file.")];
  return [
    h("h2", {}, `${made.length} change${made.length === 1 ? "" : "s"}`),
    h("p", { class: "buttons" },
      button("download the changes", () => download(name, editsFile(content, made), "application/json"), { id: "download" }),
      button("undo all", () => { commit(state.base); say("all changes are undone; z brings them back"); })),
    rest,
    h("p", {}, "This command makes them in the record:"),
    commandBox(`${content.command.map(quoted).join(" ")} --apply ${name}`),
    h("details", {}, h("summary", {}, "what changes"), h("ol", { class: "edits" }, made.map((edit) => h("li", {}, h("b", {}, edit.op), ` ${edit.at.join(".")}`, edit.old === undefined ? "" : h("del", {}, text(edit.old)), edit.new === undefined ? "" : h("ins", {}, text(edit.new)))))),
  ];
}

function findingsPart() {
  const found = state.content.findings;
  if (!found.length) return [];
  return [h("h2", {}, `${found.length} finding${found.length === 1 ? "" : "s"}`),
    h("p", { class: "note" }, state.content.live ? "As the validator sees the file now." : "As the validator saw the file when this page was made."),
    h("ol", { class: "findings" }, found.map((one, n) => h("li", {}, button(`${one.path}:${one.line}:${one.column}`, () => showFinding(n), { class: "link" }), ` ${one.code} ${one.message}`)))];
}

function passesPart() {
  const { passes } = state.content;
  if (!passes.length) return [h("p", {}, "Nobody has signed this record.")];
  return [h("p", {}, "Signed so far:"), h("ul", { class: "passes" }, passes.map((one) => h("li", {}, h("b", {}, one.by), ` (${one.kind}), ${one.date}`,
    Object.entries(one.states).map(([name, layers]) => h("span", { class: `state${name === "holds" ? "" : " broken"}` }, `${name}: ${layers.join(", ")}`)))))];
}

function signPart(layers) {
  const { content } = state;
  const waivers = list(state.doc.waivers);
  return [h("h2", { id: "signoff-title" }, "Sign what you have read"), ...passesPart(),
    ...(waivers.length ? [h("h3", {}, "Declared exceptions"), h("ul", {}, waivers.map((one) => h("li", {}, `${one.code} at ${one.at}: ${one.because}`)))] : []),
    h("p", { id: "unread", class: "note" }),
    h("form", { id: "sign", on: { submit: (event) => { event.preventDefault(); if (content.live) sign(); }, input: () => { command(); keepReader(); } } },
      layerBoxes(layers, "Layers that I have read, against the text"),
      readerFields(),
      h("p", {}, h("label", {}, "Status of the record ", statusSelect())),
      content.live ? h("p", {}, h("button", { type: "submit", id: "sign-now" }, "sign")) : null),
    h("div", { id: "sign-command" })];
}

const layerBoxes = (layers, legend) => h("fieldset", {}, h("legend", {}, legend), layers.map((layer) => h("label", {}, h("input", { type: "checkbox", name: "layers", value: layer }), ` ${layer} `, h("small", {}, `(${state.content.layers[layer].join(", ")})`))));

function readerFields() {
  const reader = state.store.reader();
  const kind = h("select", { name: "kind" }, ["human", "model"].map((name) => h("option", {}, name)));
  kind.value = reader.kind ?? "human";
  const by = h("input", { type: "text", name: "by", autocomplete: "name", required: true });
  by.value = reader.by ?? "";
  return h("p", { class: "reader" }, h("label", {}, "Name ", by), h("label", {}, "Kind ", kind));
}

/** The fields of a form that says who read, and the button that hands in what was done. */
export const handingIn = (verb, id, words) => [readerFields(),
  h("p", {}, h("label", {}, `Model, if a model ${verb}: name `, h("input", { type: "text", name: "model" })), " ", h("label", {}, "version ", h("input", { type: "text", name: "version" }))),
  h("p", {}, h("button", { type: "submit", id }, words))];

function statusSelect() {
  const select = h("select", { name: "status", on: { change: () => commit(put(state.doc, ["review", "status"], select.value)) } }, ["draft", "reviewed", "adjudicated"].map((name) => h("option", {}, name)));
  select.value = text(state.doc.review?.status);
  return select;
}

const keepReader = () => state.store.saveReader({ by: $("#sign").by.value.trim(), kind: $("#sign").kind.value });
const chosenLayers = () => all("[name=layers]:checked", $("#sign")).map((box) => box.value);

/** Draws the command that signs, or what is still missing for it. */
function command() {
  const form = $("#sign"), place = $("#sign-command");
  if (!place || !form || state.content.live) return;
  const by = form.by.value.trim(), layers = chosenLayers();
  const lacking = [layers.length ? "" : "tick the layers that you have read", by ? "" : "give your name", state.content.findings.length ? "correct the findings first" : ""].filter(Boolean);
  const first = edits().length ? [h("p", { class: "note" }, "First make the changes above in the record: the signature is of the file.")] : [];
  if (lacking.length) place.replaceChildren(h("p", { class: "note" }, `Before you can sign: ${lacking.join("; ")}.`));
  else place.replaceChildren(...first, h("p", {}, "This command adds the signature:"), commandBox([...state.content.command.map(quoted), "--sign-off", "--by", quoted(by), "--kind", form.kind.value, "--layers", layers.join(",")].join(" ")));
  drawUnread();
}

function commandBox(words) {
  const code = h("code", { class: "command-words" }, words);
  const copy = button("copy", async () => {
    try {
      await navigator.clipboard.writeText(words);
      copy.textContent = "copied";
    } catch {
      getSelection().selectAllChildren(code);
      copy.textContent = "selected";
    }
  });
  return h("div", { class: "command" }, h("pre", { tabindex: "0", "aria-label": "command" }, code), copy);
}

/** What a signature would not cover: turns not read, and a status that does not follow from the passes. */
export function drawUnread() {
  const note = $("#unread");
  if (!note) return;
  const turns = turnIds(), unread = turns.filter((turn) => !isRead(turn)).length;
  const signed = new Set(state.content.passes.flatMap((one) => one.states.holds ?? []));
  if (state.content.mode === "edit") for (const layer of chosenLayers()) signed.add(layer);
  const open = present().filter((layer) => !signed.has(layer));
  const status = state.doc.review?.status;
  const said = [
    unread ? `${unread} of ${turns.length} turns are not marked as read.` : "",
    status === "draft" && !open.length && signed.size ? "With this every layer is signed: the status can be set to reviewed." : "",
    ["reviewed", "adjudicated"].includes(status) && open.length ? `The status says ${status}, but nobody has signed ${open.join(", ")} as it is.` : ""];
  note.textContent = said.filter(Boolean).join(" ");
  note.hidden = !note.textContent;
}

async function sign() {
  const form = $("#sign"), layers = chosenLayers();
  if (!layers.length) return say("tick the layers that you have read");
  await sendSignature({ by: form.by.value.trim(), kind: form.kind.value, layers });
}

// --- A blind reading ---------------------------------------------------------------------------------------------------

function readingPart(layers) {
  const every = Object.keys(state.content.layers).filter((layer) => layer !== "header" && layer !== "turns");
  return [h("h2", { id: "signoff-title" }, "Hand in your reading"), h("p", { id: "unread", class: "note" }),
    h("form", { id: "sign", on: { submit: (event) => { event.preventDefault(); handIn(); }, input: keepReader } },
      h("fieldset", {}, h("legend", {}, "Layers that I have read in full (a layer without entries is read and found empty)"),
        every.map((layer) => { const box = h("input", { type: "checkbox", name: "layers", value: layer }); box.checked = layers.includes(layer); return h("label", {}, box, ` ${layer}`); })),
      handingIn("has read", "hand-in", "download the reading"))];
}

function handIn() {
  const form = $("#sign"), { content, doc } = state, layers = chosenLayers();
  if (!layers.length) return say("tick the layers that you have read");
  const kind = form.kind.value;
  const model = modelOf(form);
  const reading = { schema: "reading/1", briefing: content.id, by: form.by.value.trim(), kind, model, date: today(), guide: content.guide, saw: ["source", "turns"], read: content.read };
  for (const layer of layers) for (const key of content.layers[layer]) reading[key] = doc[key] ?? (key === "outside_exchanges" ? [] : {});
  const added = pairs(doc.vocabulary).flatMap(([name, entries]) => Object.keys(entries).filter((id) => !has(state.base.vocabulary[name], id)).map((id) => ["vocabulary", name, id]));
  download(`${content.id}.${form.by.value.trim().replace(/[^\w-]+/g, "-")}.reading.yaml`, yaml(reading), "application/yaml");
  if (added.length) download(`${content.id}.vocabulary.edits.json`, editsFile({ ...content }, added.map((at) => ({ op: "add", at, new: doc.vocabulary[at[1]][at[2]] }))), "application/json");
}

/** Which model has read, as it is written down; null for a person. What is not given is null, with the reason. */
export function modelOf(form) {
  if (form.kind.value !== "model") return null;
  const model = { name: form.model.value.trim() || null, version: form.version.value.trim() || null };
  return model.name && model.version ? model : { ...model, because: "Not given when it was handed in." };
}

export const today = () => new Date().toLocaleDateString("sv");
