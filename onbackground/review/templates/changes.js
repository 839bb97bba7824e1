// Edits (`edits/1`): what two states of a record differ in, and a state with edits made.
import { get, has, isMap, put, same } from "./data.js";

/** The edits that lead from one state to another, as few as there are keys that differ. Lists are set whole. */
export function changes(before, after, path = []) {
  const found = [];
  for (const key of Object.keys(before)) {
    const at = [...path, key];
    if (!has(after, key)) found.push({ op: "remove", at, old: before[key] });
    else if (isMap(before[key]) && isMap(after[key])) found.push(...changes(before[key], after[key], at));
    else if (!same(before[key], after[key])) found.push({ op: "set", at, old: before[key], new: after[key] });
  }
  for (const key of Object.keys(after)) {
    if (!has(before, key)) found.push({ op: "add", at: [...path, key], new: after[key] });
  }
  return found;
}

/** A state with edits made, and those that do not fit it: another value is there than the edit found. */
export function applied(data, edits) {
  const refused = [];
  for (const edit of edits) {
    const now = get(data, edit.at);
    const wanted = edit.op === "remove" ? undefined : edit.new;
    if (now === undefined ? wanted === undefined : same(now, wanted)) continue;
    if (edit.op === "add" && isMap(now) && isMap(wanted)) {
      const inner = applied(data, Object.keys(wanted).map((key) => ({ op: "add", at: [...edit.at, key], new: wanted[key] })));
      data = inner.data;
      refused.push(...inner.refused);
      continue;
    }
    const above = get(data, edit.at.slice(0, -1));
    const fits = edit.op === "add" ? now === undefined : now !== undefined && same(now, edit.old);
    if (fits && isMap(above)) data = put(data, edit.at, wanted);
    else refused.push(edit);
  }
  return { data, refused };
}
