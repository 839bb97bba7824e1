// Plain data: read without surprises, changed by copying.

export const isMap = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
export const pairs = (value) => (isMap(value) ? Object.entries(value) : []);
export const list = (value) => (Array.isArray(value) ? value : []);
export const text = (value) => (typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value));
export const has = (value, key) => value !== null && typeof value === "object" && Object.hasOwn(value, key);

/** The value at a path; undefined where the path leads nowhere. */
export function get(data, path) {
  for (const step of path) {
    if (!has(data, step)) return undefined;
    data = data[step];
  }
  return data;
}

/** The data with another value at a path; undefined takes it away. What is not on the path is shared, not copied. */
export function put(data, path, value) {
  const [step, ...rest] = path;
  const copy = Array.isArray(data) ? [...data] : { ...data };
  if (rest.length) copy[step] = put(has(data, step) ? data[step] : {}, rest, value);
  else if (value !== undefined) copy[step] = value;
  else if (Array.isArray(copy)) copy.splice(step, 1);
  else delete copy[step];
  return copy;
}

export function same(one, other) {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((value, n) => same(value, other[n]));
  if (!isMap(one) || !isMap(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => has(other, key) && same(one[key], other[key]));
}

/** A short digest of a text, for noticing that something changed (no security in it). */
export function digest(content) {
  let a = 0xdeadbeef, b = 0x41c6ce57;
  for (let n = 0; n < content.length; n++) {
    a = Math.imul(a ^ content.charCodeAt(n), 2654435761);
    b = Math.imul(b ^ content.charCodeAt(n), 1597334677);
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}
