// Making elements. Text is always set as text: nothing of a record is ever read as HTML.

export const $ = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** An element with attributes (`class`, `data`, `on`, anything else by its name) and children (text or elements). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "data") Object.assign(element.dataset, value);
    else if (name === "on") for (const [event, does] of Object.entries(value)) element.addEventListener(event, does);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export const button = (text, does, attributes = {}) =>
  h("button", { type: "button", ...attributes, on: { click: does } }, ...(Array.isArray(text) ? text : [text]));

/** What picks an entry or a turn when it is pressed (`pressed` in main.js). */
export const linkTo = (id, ...shown) => button(shown, () => {}, { class: "link", data: { pick: id } });

/** Says something to those who see and to those who listen; it goes away by itself. */
export function say(text) {
  const tip = $("#said");
  tip.textContent = text;
  tip.hidden = !text;
  clearTimeout(say.timer);
  if (text) say.timer = setTimeout(() => { tip.hidden = true; }, 6000);
}

export const narrow = matchMedia("(max-width: 62rem)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** Brings an element into the upper part of the window, if it is not there already. */
export function bring(element, share = narrow.matches ? 0.2 : 0.35) {
  const box = element.getBoundingClientRect();
  const room = narrow.matches ? innerHeight * 0.5 : innerHeight;
  if (box.top > 70 && box.bottom < room - 30) return;
  scrollTo({ top: scrollY + box.top - innerHeight * share, behavior: still.matches ? "auto" : "smooth" });
}
