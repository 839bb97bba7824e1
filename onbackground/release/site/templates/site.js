"use strict";

const about = JSON.parse(document.getElementById("citation").textContent);
const article = document.querySelector("article[data-briefing]");

/* Layers: what is switched off stays off on the next page. */
const stored = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch { /* private browsing: forgotten on the next page */ } },
};
for (const button of document.querySelectorAll("button.layer")) {
  const name = `without-${button.dataset.layer}`;
  const show = (on) => {
    button.setAttribute("aria-pressed", String(on));
    document.body.classList.toggle(name, !on);
  };
  show(stored.get(name) !== "1");
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    show(on);
    stored.set(name, on ? "0" : "1");
  });
}

/* A row and its words point to each other: hover or focus a card, click words in the text. */
const words = (id) => document.querySelectorAll(`.text [data-rows~="${CSS.escape(id)}"]`);
for (const type of ["mouseover", "focusin", "mouseout", "focusout"])
  document.addEventListener(type, (event) => {
    const card = event.target.closest?.(".card");
    if (card) for (const span of words(card.id)) span.classList.toggle("picked", type === "mouseover" || type === "focusin");
  });
document.addEventListener("click", (event) => {
  const span = event.target.closest?.(".text [data-rows]");
  if (span) location.hash = span.dataset.rows.split(" ").at(-1);
});

/* Cite: as text, BibTeX and CSL-JSON, with the digest that `digests/` of the release proves. */
function cited(local, digest) {
  const briefing = article.dataset.briefing;
  const row = local === briefing ? briefing : `${briefing}.${local}`;
  const authors = about.authors;
  const who = authors.join(", ") || about.title;
  const where = about.doi ? `https://doi.org/${about.doi}` : about.homepage || "";
  const text = `${who} (${about.date.slice(0, 4)}). ${about.title}, release ${about.version}, ${row}. ${where} [row digest ${digest}]`;
  const key = `${about.name}-${about.version}-${row}`;
  const fields = {
    title: `{${about.title}}`, author: authors.map((name) => `{${name}}`).join(" and "), year: about.date.slice(0, 4),
    version: about.version, url: where, note: `row ${row}, digest ${digest}`,
  };
  const lines = Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}}`);
  const csl = {
    id: key, type: "dataset", title: `${about.title}, ${row}`, author: authors.map((literal) => ({ literal })),
    issued: { "date-parts": [about.date.split("-").map(Number)] }, version: about.version, URL: where, note: `digest ${digest}`,
  };
  return `${text}\n\n@misc{${key},\n${lines.join(",\n")}\n}\n\n${JSON.stringify(csl, null, 1)}`;
}

/* Something wrong: an issue with the row's id and the old value, as edits/1; the reader fills in the new one. */
function place(local) {
  const ask = /^(x\d+)[a-z]+$/.exec(local);
  if (ask) return ["exchanges", ask[1], "asks", local, "reply"];
  if (/^s\d+$/.test(local)) return ["statements", local, "kind"];
  if (/^e\d+$/.test(local)) return ["events", local, "status"];
  return null;
}

function reported(local) {
  const briefing = article.dataset.briefing;
  const row = local === briefing ? briefing : `${briefing}.${local}`;
  const old = document.getElementById(local)?.querySelector(".label")?.textContent;
  const at = place(local);
  /* No file has this digest: an edit then applies where `old` is what the record says now. */
  const edits = at && { schema: "edits/1", record: briefing, digest: `sha256:${"0".repeat(64)}`, edits: [{ op: "set", at, old, new: "WHAT IT SHOULD BE" }] };
  return `Row: ${row}\nRelease: ${about.version}\n\nWhat is wrong, and why:\n\n\n${edits ? `${JSON.stringify(edits, null, 1)}\n` : ""}`;
}

function show(title, text, link) {
  const dialog = document.getElementById("dialog");
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("pre").textContent = text;
  dialog.querySelector("a")?.remove();
  if (link) {
    const a = document.createElement("a");
    a.href = link;
    a.rel = "noreferrer";
    a.textContent = "Open an issue with this text";
    dialog.querySelector("pre").after(a);
  }
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button.cite, button.wrong");
  if (!button) return;
  const { id, digest } = button.dataset;
  if (button.classList.contains("cite")) return show("Cite this", cited(id, digest));
  const text = reported(id);
  const query = new URLSearchParams({ title: `Wrong label: ${article.dataset.briefing} ${id}`, body: text, description: text });
  show("Something wrong?", text, about.issues ? `${about.issues}?${query}` : null);
});
