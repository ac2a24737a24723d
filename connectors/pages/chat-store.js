/* What this browser remembers: one localStorage item per message, so that several tabs never overwrite each other.

   chat:said:<id>     {at, id, shown, text | payload, state: "waiting" | "sent" | "failed"}
   chat:reply:<id>    {at, id, reply}
   chat:last          the id of the newest reply ever seen here
*/

const KEPT = 200;
const SPARE = 10; // more than KEPT that may gather before the oldest go
const PREFIX = "chat:";
const KINDS = [PREFIX + "said:", PREFIX + "reply:"];

/** localStorage, or memory where the browser forbids it: then nothing survives a reload, but the chat works. */
function openStorage() {
  try {
    localStorage.setItem(PREFIX + "probe", "1");
    localStorage.removeItem(PREFIX + "probe");
    return localStorage;
  } catch (error) {
    const kept = new Map();
    return {
      get length() { return kept.size; },
      key: (index) => Array.from(kept.keys())[index],
      getItem: (key) => (kept.has(key) ? kept.get(key) : null),
      setItem: (key, value) => kept.set(key, String(value)),
      removeItem: (key) => kept.delete(key),
    };
  }
}

export class Store {
  constructor() {
    this.storage = openStorage();
    this.lastAt = 0;
  }

  /** Every remembered message, oldest first. */
  entries() {
    const found = [];
    for (let index = 0; index < this.storage.length; index += 1) {
      const key = this.storage.key(index);
      const entry = key !== null && KINDS.some((kind) => key.startsWith(kind)) ? this.read(key) : null;
      if (entry) found.push(entry);
    }
    return found.sort(inOrder);
  }

  /** The message stored under `key`, with its key; null when there is none. */
  read(key) {
    try {
      const entry = JSON.parse(this.storage.getItem(key));
      if (entry) this.lastAt = Math.max(this.lastAt, entry.at);
      return entry && { ...entry, key };
    } catch (error) {
      this.storage.removeItem(key); // not ours, or cut off: nothing to show
      return null;
    }
  }

  /** Keeps what the citizen said until it is sent; `what` is {text} or {payload}. */
  keepSaid(id, shown, what) {
    return this.write(KINDS[0] + id, { at: this.now(), id, shown, ...what, state: "waiting" });
  }

  /** Notes that a photo was sent; the photo itself is nowhere kept. */
  keepPhoto(id, shown, state) {
    return this.write(KINDS[0] + id, { at: this.now(), id, shown, state });
  }

  /** Forgets all that was said and heard, but for the reply with this id. */
  forget(id) {
    for (const { key } of this.entries()) {
      if (key !== KINDS[1] + id) this.storage.removeItem(key);
    }
  }

  /** Keeps a reply, once; another reply with a known id (the server's database was made anew) replaces it. */
  keepReply(id, reply) {
    const key = KINDS[1] + id;
    const known = this.read(key);
    const same = known && JSON.stringify(known.reply) === JSON.stringify(reply);
    const entry = same ? known : this.write(key, { at: this.now(), id, reply });
    if (!same || id > this.lastReply()) this.set(PREFIX + "last", String(id));
    if (this.storage.length > KEPT + SPARE) this.trim();
    return entry;
  }

  lastReply() {
    return Number(this.storage.getItem(PREFIX + "last")) || 0;
  }

  /** What has not reached the server yet, oldest first. */
  waiting() {
    return this.entries().filter((entry) => entry.state === "waiting");
  }

  /** Notes that a message was sent, or that it never will be. */
  mark(entry, state) {
    return this.write(entry.key, { ...entry, state });
  }

  get size() {
    return this.storage.getItem(PREFIX + "size");
  }

  set size(size) {
    this.set(PREFIX + "size", String(size));
  }

  /** Later than everything before it, even when the clock was put back. */
  now() {
    this.lastAt = Math.max(Date.now(), this.lastAt + 1);
    return this.lastAt;
  }

  write(key, entry) {
    this.set(key, JSON.stringify({ ...entry, key: undefined }));
    return { ...entry, key };
  }

  set(key, value) {
    try {
      this.storage.setItem(key, value);
    } catch (error) {
      this.trim(KEPT / 4); // full: make room; what still does not fit is shown, but not remembered
      try {
        this.storage.setItem(key, value);
      } catch (again) {
        console.warn("not remembered", again.name);
      }
    }
  }

  trim(most = KEPT) {
    const done = this.entries().filter((entry) => entry.state !== "waiting");
    done.slice(0, Math.max(0, done.length - most)).forEach((entry) => this.storage.removeItem(entry.key));
  }
}

export function inOrder(one, other) {
  return one.at - other.at || (one.key < other.key ? -1 : 1);
}

/** Whether a localStorage key holds a message. */
export function isEntry(key) {
  return key !== null && KINDS.some((kind) => key.startsWith(kind));
}
