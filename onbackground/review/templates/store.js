// What was done is kept in this browser: edits by the digest of the file they were made from, ticks by record.

const PREFIX = "onbackground";

const memory = new Map(); // without a store, what was done lasts as long as the page

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return memory.get(key) ?? null;
  }
}

function write(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    memory.set(key, value);
  }
}

/** The keeper of one page: of its mode, record and file. */
export function storeOf({ mode, id, digest }) {
  const key = [PREFIX, mode, id, digest].join(":");
  const shared = [PREFIX, "ticks", id].join(":");
  return {
    load: () => read(key) ?? {},
    save: (kept) => write(key, Object.values(kept).some((value) => value && Object.keys(value).length) ? kept : null),
    ticks: () => read(shared) ?? {},
    saveTicks: (ticks) => write(shared, ticks),
    switches: () => read(`${PREFIX}:switches`) ?? {},
    saveSwitches: (switches) => write(`${PREFIX}:switches`, switches),
    reader: () => read(`${PREFIX}:reader`) ?? {},
    saveReader: (reader) => write(`${PREFIX}:reader`, reader),

    /** What is kept of earlier states of the same record: [key, content]. */
    earlier() {
      const beginning = [PREFIX, mode, id, ""].join(":");
      try {
        return Object.keys(localStorage).filter((name) => name.startsWith(beginning) && name !== key).map((name) => [name, read(name) ?? {}]);
      } catch {
        return [];
      }
    },
    forget: (name) => write(name, null),

    /** Calls back when another window of the same page has saved. */
    onOther: (does) => addEventListener("storage", (event) => { if (event.key === key) does(read(key) ?? {}); else if (event.key === shared) does(null); }),
  };
}
