"use strict";

const PAGE = 100;
const count = document.getElementById("count");
const found = document.getElementById("found");
const more = document.getElementById("more");
let matches = [];
let shown = 0;

function address(row) {
  const dot = row.indexOf(".");
  return dot < 0 ? `${row}.html` : `${row.slice(0, dot)}.html#${row.slice(dot + 1)}`;
}

function line(row, text, below, phrase) {
  const li = document.createElement("li");
  const a = document.createElement("a");
  a.href = address(row);
  const at = phrase ? text.toLowerCase().indexOf(phrase) : -1;
  if (at < 0) a.textContent = text;
  else {
    const mark = document.createElement("mark");
    mark.textContent = text.slice(at, at + phrase.length);
    a.append(text.slice(0, at), mark, text.slice(at + phrase.length));
  }
  const p = document.createElement("p");
  p.append(a);
  const small = document.createElement("p");
  small.className = "says";
  small.textContent = below;
  li.append(p, small);
  return li;
}

function next() {
  found.append(...matches.slice(shown, shown + PAGE).map((make) => make()));
  shown = Math.min(shown + PAGE, matches.length);
  more.hidden = shown >= matches.length;
}

function list(made, said) {
  matches = made;
  shown = 0;
  found.replaceChildren();
  count.textContent = said;
  next();
}
more.addEventListener("click", next);

/* Filters: several values of one filter are alternatives, filters combine. The state is in the address. */
const filters = document.getElementById("filters");
let tables = {};
let current = "";
const RANGED = new Set(["date", "briefing_date"]);

function values(table, n) {
  const all = new Set();
  for (const [, cells] of table.rows) for (const value of [cells[n]].flat()) all.add(value === null ? "null" : String(value));
  return [...all].sort();
}

function chosen() {
  const picked = {};
  for (const control of filters.querySelectorAll("select")) {
    const some = [...control.selectedOptions].map((option) => option.value);
    if (some.length) picked[control.name] = some;
  }
  for (const control of filters.querySelectorAll("input")) if (control.value) picked[control.name] = [control.value];
  return picked;
}

function matching(table, picked) {
  return table.rows.filter(([, cells]) =>
    table.filters.every((name, n) => {
      const own = [cells[n]].flat().map((value) => (value === null ? "null" : String(value)));
      if (RANGED.has(name)) {
        const [from] = picked[`${name}-from`] || [""];
        const [to] = picked[`${name}-to`] || [""];
        return (!from && !to) || (own[0] !== "null" && own[0] >= from && (!to || own[0] <= `${to}~`));
      }
      return !picked[name] || picked[name].some((value) => own.includes(value));
    }),
  );
}

function run() {
  const table = tables[current];
  const rows = matching(table, chosen());
  list(
    rows.map(([id, cells, text]) => () =>
      line(id, text, table.filters.map((name, n) => (cells[n] === null || cells[n].length === 0 ? "" : `${name}: ${[cells[n]].flat().join(", ")}`)).filter(Boolean).join(" · ")),
    ),
    `${rows.length} of ${table.rows.length} rows of ${current}`,
  );
  history.replaceState(null, "", `#${new URLSearchParams([["table", current], ...Object.entries(chosen()).flatMap(([name, some]) => some.map((value) => [name, value]))])}`);
}

function labelled(name, control) {
  const label = document.createElement("label");
  label.append(name.replaceAll("_", " "), control);
  return label;
}

function build(name, picked) {
  current = name;
  for (const button of document.querySelectorAll("button.table")) button.setAttribute("aria-pressed", String(button.dataset.table === name));
  const table = tables[name];
  filters.replaceChildren(
    ...table.filters.flatMap((filter, n) => {
      if (RANGED.has(filter))
        return ["from", "to"].map((end) => {
          const input = Object.assign(document.createElement("input"), { name: `${filter}-${end}`, placeholder: "2015-09-27", value: picked.get(`${filter}-${end}`) || "" });
          return labelled(`${filter} ${end}`, input);
        });
      const select = Object.assign(document.createElement("select"), { name: filter, multiple: true });
      const some = new Set(picked.getAll(filter));
      for (const value of values(table, n)) select.append(new Option(value, value, false, some.has(value)));
      select.size = Math.min(6, Math.max(2, select.options.length));
      return [labelled(filter, select)];
    }),
  );
  run();
}

if (filters) {
  filters.addEventListener("input", run);
  for (const button of document.querySelectorAll("button.table")) button.addEventListener("click", () => build(button.dataset.table, new URLSearchParams()));
}

/* Search: the turns are read when the first word is asked for, and scanned. */
const form = document.getElementById("search");
let turns = [];
let titles = {};
let loading = null;

function load() {
  loading ??= Promise.all(
    form.dataset.files.split(" ").filter(Boolean).map((path) => new Promise((done, failed) => {
      const script = Object.assign(document.createElement("script"), { src: path, onload: done, onerror: failed });
      document.head.append(script);
    })),
  );
  return loading;
}

async function search() {
  const phrase = document.getElementById("words").value.trim().toLowerCase();
  if (!phrase) return list([], "");
  count.textContent = "Reading …";
  await load();
  const hits = turns.filter(([, , , text]) => text.toLowerCase().includes(phrase));
  list(
    hits.map(([id, role, date, text]) => () => {
      const at = Math.max(0, text.toLowerCase().indexOf(phrase) - 120);
      const part = `${at ? "…" : ""}${text.slice(at, at + 320)}${at + 320 < text.length ? "…" : ""}`;
      return line(id, part, `${role} · ${date} · ${titles[id.split(".")[0]] || ""}`, phrase);
    }),
    `${hits.length} of ${turns.length} texts`,
  );
  history.replaceState(null, "", `#${encodeURIComponent(phrase)}`);
}

if (form) {
  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  if (location.hash.length > 1) {
    document.getElementById("words").value = decodeURIComponent(location.hash.slice(1));
    search();
  }
}

/* What the data files call. */
window.ONBACKGROUND = {
  explore(given) {
    tables = given;
    const state = new URLSearchParams(location.hash.slice(1));
    build(tables[state.get("table")] ? state.get("table") : Object.keys(tables)[0], state);
  },
  turns(some) { turns = turns.concat(some); },
  titles(given) { titles = given; },
};
