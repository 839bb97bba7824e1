// What leaves the page: files of edits and of readings.
import { h } from "./dom.js";
import { isMap } from "./data.js";

/** Hands a file to the browser, as a download. */
export function download(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** A file of edits (`edits/1`). */
export const editsFile = (content, edits) => `${JSON.stringify({ schema: "edits/1", record: content.id, digest: content.digest, edits }, null, 1)}\n`;

/** Data as YAML that every parser reads alike: keys a line each, text in quotation marks. */
export function yaml(data, indent = "") {
  return Object.entries(data).map(([key, value]) => {
    const name = /^[a-z][a-z0-9_-]*$/.test(key) && !/^(y|n|yes|no|on|off|true|false|null)$/.test(key) ? key : JSON.stringify(key);
    if (isMap(value) && Object.keys(value).length) return `${indent}${name}:\n${yaml(value, `${indent}  `)}`;
    if (Array.isArray(value) && value.some(isMap)) return `${indent}${name}:\n${value.map((one) => `${indent}  - ${flow(one)}\n`).join("")}`;
    return `${indent}${name}: ${flow(value)}\n`;
  }).join("");
}

function flow(value) {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (isMap(value)) return `{${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${flow(one)}`).join(", ")}}`;
  return JSON.stringify(value ?? null);
}
