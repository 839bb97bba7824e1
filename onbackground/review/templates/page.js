"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const page = $("body.review");
  if (!page) return;

  const panel = $("#panel"), groups = $("#groups"), tip = $("#tip"), help = $("#help");
  const turns = all(".turn");
  const groupOf = new Map(all(".group").map((group) => [group.dataset.turn, group]));
  const cards = all(".card");
  const narrow = matchMedia("(max-width: 62rem)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const pieces = new Map();
  for (const piece of all(".a[data-a]")) {
    for (const id of piece.dataset.a.split(" ")) {
      if (!pieces.has(id)) pieces.set(id, []);
      pieces.get(id).push(piece);
    }
  }

  // Pick an annotation or a turn: here and there at once.
  let picked = null, here = turns[0], quietUntil = 0;

  // On a narrow page the cards cover the lower half: words go to the upper part of what stays visible.
  const scrollText = (element, share = narrow.matches ? 0.2 : 0.4) =>
    scrollTo({ top: scrollY + element.getBoundingClientRect().top - innerHeight * share, behavior: still.matches ? "auto" : "smooth" });

  function scrollPanel(element, margin = 60) {
    const top = element.getBoundingClientRect().top - groups.getBoundingClientRect().top + groups.scrollTop;
    groups.scrollTo({ top: top - margin, behavior: "auto" });
  }

  function letGo() {
    for (const element of all(".picked")) element.classList.remove("picked");
    picked = null;
  }

  function pick(id, { from = "" } = {}) {
    const card = document.getElementById(id);
    if (!card) return;
    quietUntil = performance.now() + 900;
    if (card.classList.contains("turn")) {
      stand(card);
      scrollText(card, 0.1);
      if (groupOf.get(id)) scrollPanel(groupOf.get(id), 8);
      return;
    }
    if (card.dataset.layer && page.classList.contains("off-" + card.dataset.layer)) toggle(card.dataset.layer);
    letGo();
    picked = id;
    card.classList.add("picked");
    const words = pieces.get(id) || [];
    for (const piece of words) piece.classList.add("picked");
    const turn = (from === "text" ? null : words[0]?.closest(".turn")) || null;
    if (turn) stand(turn);
    if (from !== "text" && words.length) scrollText(words[0]);
    if (narrow.matches && from !== "card") raise(true);
    if (from !== "card") scrollPanel(card);
    if (from === "key") card.focus({ preventScroll: true });
  }

  function stand(turn) {
    if (turn === here && turn.classList.contains("here")) return;
    for (const element of all(".here")) element.classList.remove("here");
    here = turn;
    turn.classList.add("here");
    groupOf.get(turn.id)?.classList.add("here");
  }

  function raise(up) {
    panel.classList.toggle("up", up);
    $("#panel-toggle").setAttribute("aria-expanded", String(up));
  }
  $("#panel-toggle").addEventListener("click", () => {
    raise(!panel.classList.contains("up"));
    const group = groupOf.get(here.id);
    if (group) scrollPanel(group, 8);
  });

  document.addEventListener("click", (event) => {
    const target = event.target;
    const term = target.closest(".term");
    if (term) { event.preventDefault(); show(term); return; }
    const way = target.closest("[data-pick]");
    if (way) {
      event.preventDefault();
      const to = way.dataset.pick;
      pick(to, { from: way.closest(".card")?.id === to ? "card" : "link" });
      return;
    }
    const piece = target.closest(".a[data-a]");
    if (piece) {
      const visible = piece.dataset.a.split(" ").reverse()
        .filter((id) => !page.classList.contains("off-" + document.getElementById(id)?.dataset.layer));
      if (visible.length) {
        stand(piece.closest(".turn"));
        pick(visible[(visible.indexOf(picked) + 1) % visible.length], { from: "text" });
      }
      return;
    }
    const card = target.closest(".card");
    if (card && !String(getSelection())) pick(card.id, { from: "card" });
    else if (!target.closest("button, a, label, summary, input, select, pre, #panel")) letGo();
  });

  // The panel follows the reading, unless someone is reading in the panel.
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      const line = innerHeight * 0.3;
      let low = 0, high = turns.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (turns[middle].getBoundingClientRect().top <= line) low = middle; else high = middle - 1;
      }
      const turn = turns[low];
      if (!turn || turn === here || performance.now() < quietUntil) return;
      stand(turn);
      if (!panel.matches(":hover") && !panel.contains(document.activeElement) && groupOf.get(turn.id)) scrollPanel(groupOf.get(turn.id), 8);
    });
  }, { passive: true });

  // Layers on and off; sentences that no visible layer touches.
  const sentences = all(".s");
  const annotated = $("[data-jump=bare]");
  function markBare() {
    if (!annotated) return;
    let count = 0;
    for (const sentence of sentences) {
      const touched = sentence.dataset.layers.split(" ").some((layer) => layer && !page.classList.contains("off-" + layer));
      sentence.classList.toggle("bare", !touched);
      count += !touched;
    }
    $("#bare-count").textContent = count;
  }
  function toggle(layer) {
    const off = page.classList.toggle("off-" + layer);
    $(`[data-switch="${layer}"]`).setAttribute("aria-pressed", String(!off));
    markBare();
  }
  for (const button of all("[data-switch]")) button.addEventListener("click", () => toggle(button.dataset.switch));
  markBare();

  function jump(kind) {
    const places = kind === "bare" ? all(".s.bare") : all("p[data-finding]").filter((place) => place.offsetParent);
    if (!places.length) return;
    const last = places.findIndex((place) => place.classList.contains("at"));
    for (const place of all(".at")) place.classList.remove("at");
    const next = places[(last + 1) % places.length];
    next.classList.add("at");
    const turn = next.closest(".turn");
    if (turn) stand(turn);
    if (next.closest("#groups")) { if (narrow.matches) raise(true); scrollPanel(next); } else scrollText(next);
  }
  for (const button of all("button[data-jump]")) button.addEventListener("click", () => jump(button.dataset.jump));

  // What has been read, kept in this browser: for each turn the digest of what it showed.
  const key = "onbackground:" + page.dataset.record;
  let read = {};
  try { read = JSON.parse(localStorage.getItem(key)) || {}; } catch { /* without a store the ticks last as long as the page */ }
  const ticks = all("[data-read]");
  function countRead() {
    const done = ticks.filter((tick) => tick.checked).length;
    $("#read-progress").value = done;
    $("#read-count").textContent = `${done}/${ticks.length} read`;
    const unread = $("#unread");
    unread.hidden = done === ticks.length;
    unread.textContent = `${ticks.length - done} of ${ticks.length} turns are not marked as read.`;
  }
  function tickTurn(tick, checked) {
    const turn = tick.closest(".turn");
    tick.checked = checked;
    turn.classList.toggle("done", checked);
    if (checked) read[turn.id] = turn.dataset.digest; else delete read[turn.id];
  }
  for (const tick of ticks) {
    const turn = tick.closest(".turn");
    tickTurn(tick, read[turn.id] === turn.dataset.digest);
    tick.addEventListener("change", () => { tickTurn(tick, tick.checked); keep(); });
  }
  function keep() {
    try { localStorage.setItem(key, JSON.stringify(read)); } catch { /* as above */ }
    countRead();
  }
  countRead();

  // Definitions: by hover, focus or press.
  function show(term) {
    const entry = document.getElementById(term.getAttribute("aria-describedby"));
    if (!entry) return;
    const name = document.createElement("b");
    name.textContent = $("dt", entry).textContent;
    tip.replaceChildren(name, $("dd", entry).textContent);
    tip.hidden = false;
    const box = term.getBoundingClientRect(), own = tip.getBoundingClientRect();
    tip.style.left = Math.max(8, Math.min(box.left, innerWidth - own.width - 8)) + "px";
    tip.style.top = (box.bottom + own.height + 14 < innerHeight ? box.bottom + 6 : Math.max(8, box.top - own.height - 6)) + "px";
  }
  const hide = () => { tip.hidden = true; };
  for (const [enter, leave] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    document.addEventListener(enter, (event) => { const term = event.target.closest(".term"); if (term) show(term); });
    document.addEventListener(leave, (event) => { if (event.target.closest(".term")) hide(); });
  }
  addEventListener("scroll", hide, { passive: true });
  groups.addEventListener("scroll", hide, { passive: true });

  // Keys
  function step(by) {
    const visible = cards.filter((card) => !page.classList.contains("off-" + card.dataset.layer));
    if (!visible.length) return;
    let at = visible.findIndex((card) => card.id === picked);
    if (at < 0) {
      const from = turns.indexOf(here);
      at = visible.findIndex((card) => turns.indexOf(document.getElementById(card.closest(".group").dataset.turn)) >= from);
      at = at < 0 ? 0 : by > 0 ? at - 1 : at;
    }
    pick(visible[(at + by + visible.length) % visible.length].id, { from: "key" });
  }
  function turnStep(by) {
    const next = turns[Math.max(0, Math.min(turns.length - 1, turns.indexOf(here) + by))];
    pick(next.id);
    next.focus({ preventScroll: true });
  }
  function markRead() {
    const tick = $("[data-read]", here);
    tickTurn(tick, true);
    keep();
    turnStep(1);
  }
  const layers = all("[data-switch]").map((button) => button.dataset.switch);
  const keys = { j: () => step(1), n: () => step(1), k: () => step(-1), p: () => step(-1), "]": () => turnStep(1), "[": () => turnStep(-1),
    u: () => jump("bare"), f: () => jump("finding"), r: markRead, s: () => scrollText($("#signoff"), 0.1), "?": () => help.showModal() };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open || event.target.closest("input[type=text], select")) return;
    if (event.key === "Escape") { hide(); letGo(); raise(false); return; }
    const layer = layers[Number(event.key) - 1];
    const does = layer ? () => toggle(layer) : keys[event.key];
    if (does) { event.preventDefault(); does(); }
  });
  $("#help-open").addEventListener("click", () => help.showModal());

  // The command that signs
  const form = $("#sign"), called = JSON.parse(form.dataset.command);
  const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : "'" + word.replaceAll("'", "'\\''") + "'");
  function command() {
    const layersRead = all("[name=layers]:checked", form).map((box) => box.value);
    const words = [...called.map(quoted), "--sign-off", "--by", quoted(form.by.value.trim() || "NAME"), "--kind", form.kind.value,
      "--layers", layersRead.join(",") || "LAYERS"];
    $("#command").replaceChildren(...words.flatMap((word) => {
      const whole = document.createElement("span");
      whole.textContent = word;
      return [whole, " "];
    }));
  }
  form.addEventListener("input", command);
  form.addEventListener("submit", (event) => event.preventDefault());
  command();
  $("#copy").addEventListener("click", async () => {
    const code = $("#command");
    try {
      await navigator.clipboard.writeText(code.textContent.trim());
      $("#copy").textContent = "copied";
    } catch {
      getSelection().selectAllChildren(code);
      $("#copy").textContent = "selected";
    }
  });

  stand(here);
})();
