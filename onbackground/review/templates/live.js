// The page as it is served: every change goes to the file at once, and what changes in the file comes here.
import { $, say } from "./dom.js";
import { changes } from "./changes.js";
import { draw, onCommit, rebase, savable, state } from "./state.js";

let sending = null, again = false;

async function call(path, body) {
  const answer = await fetch(path, body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return { status: answer.status, ...(await answer.json()) };
}

/** The answer to a request that none of ours goes beside. */
async function alone(path, body) {
  sending = call(path, body);
  try { return await sending; } finally { sending = null; }
}

const tell = (text) => { const place = $("#live"); if (place) place.textContent = place.title = text; };

/** Takes the state of the files that the server gave, and does again what is not in them yet. */
function take(content, sent) {
  const turns = JSON.stringify(state.content.record.turns);
  const refused = rebase(content, sent);
  if (refused.length) say(`The file has changed meanwhile. Not made: ${refused.map((edit) => edit.at.join(".")).join(", ")}`);
  draw({ all: JSON.stringify(content.record.turns) !== turns, live: true });
}

/** Sends what is complete and not in the files yet; one request at a time. */
async function send() {
  if (sending) { again = true; return; }
  const { doc, left } = savable();
  const made = changes(state.base, doc);
  const rest = left ? `; ${left} incomplete ${left === 1 ? "entry is" : "entries are"} kept here until complete` : "";
  if (!made.length) return tell(`saved${rest}`);
  tell("saving …");
  try {
    const answer = await alone("edits", { schema: "edits/1", record: state.content.id, digest: state.content.digest, edits: made });
    if (answer.content) take(answer.content, answer.refused ? null : doc);
    if (answer.refused) say(answer.refused);
    tell(answer.refused ? "not saved" : `saved${rest}`);
  } catch {
    tell("not saved: the server does not answer; what you do is kept in this browser");
  }
  if (again) { again = false; await send(); }
}

/** Signs on the server, after what was changed is in the file. */
export async function sendSignature(signature) {
  await send();
  while (sending) await sending;
  const answer = await alone("sign", signature).catch(() => ({ refused: "the server does not answer" }));
  if (answer.content) take(answer.content);
  say(answer.refused ?? answer.said);
  if (again) { again = false; await send(); }
}

/** Waits for the file to change next door, again and again; what was asked before this page wrote is not heeded. */
async function watch() {
  for (;;) {
    try {
      const asked = state.content.digest;
      const answer = await call(`changes?digest=${encodeURIComponent(asked)}`);
      if (answer.content && !sending && state.content.digest === asked) { take(answer.content); tell("the file has changed: read again"); }
    } catch {
      tell("the server does not answer; what you do is kept in this browser");
      await new Promise((done) => setTimeout(done, 2000));
    }
  }
}

export function goLive() {
  if (!state.content.live) return;
  onCommit(() => { clearTimeout(goLive.timer); goLive.timer = setTimeout(send, 150); });
  tell("every change is saved at once");
  send();
  watch();
}
