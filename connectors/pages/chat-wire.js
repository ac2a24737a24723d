/* The connection to the server: messages out, in order, until each is taken; replies in, as server-sent events. */

const SILENCE = 45000; // ms; the server says something every 15 s
const PATIENCE = 20000; // ms for one message to be taken
const SHORTEST_WAIT = 1000;
const LONGEST_WAIT = 15000;
const OUTCOMES = { 202: "sent", 400: "failed", 413: "failed" }; // any other status: try again

/** Waits between tries, longer and longer; ends early when the network or the page comes back. */
class Pause {
  constructor() {
    this.next = SHORTEST_WAIT;
    this.wake = () => {};
    window.addEventListener("online", () => this.wake());
    document.addEventListener("visibilitychange", () => this.wake());
  }

  reset() {
    this.next = SHORTEST_WAIT;
  }

  async rest() {
    const length = this.next * (0.75 + Math.random() / 2);
    this.next = Math.min(this.next * 2, LONGEST_WAIT);
    await new Promise((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, length);
    });
  }
}

let renewing = null;

/** The page itself gives the cookie; a browser that lost it, or held it back on the way in, gets one here, and only one. */
async function renewCookie() {
  renewing = renewing || fetch("/", { cache: "no-store", credentials: "same-origin" });
  try {
    await renewing;
  } finally {
    renewing = null;
  }
}

export class Sender {
  constructor(store, onChange) {
    this.store = store;
    this.onChange = onChange;
    this.pause = new Pause();
    this.busy = false;
  }

  /** Sends what waits, oldest first. The same id may go out twice: the server takes it once. */
  async sendWaiting() {
    this.pause.wake();
    if (this.busy) return;
    this.busy = true;
    for (let entry = this.store.waiting()[0]; entry; entry = this.store.waiting()[0]) {
      const state = OUTCOMES[await this.post(entry)];
      if (state) {
        this.pause.reset();
        this.onChange(this.store.mark(entry, state));
      } else {
        await this.pause.rest();
      }
    }
    this.busy = false;
  }

  /** The status of the answer; 0 when there was none. */
  async post({ id, text, payload }) {
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(), PATIENCE);
    try {
      const answer = await fetch("/chat/messages", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        credentials: "same-origin",
        body: JSON.stringify(payload === undefined ? { id, text } : { id, payload }),
        signal: ending.signal,
      });
      if (answer.status === 403) await renewCookie();
      return answer.status;
    } catch (error) {
      return 0;
    } finally {
      clearTimeout(timer);
    }
  }
}

const LARGEST_SIDE = 1600; // pixels: enough to read a code, little to send
const TRIES = 3;

/** The photo made small where the browser can; as it is where it cannot. */
async function shrink(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LARGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return (await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9))) || file;
  } catch (error) {
    return file;
  }
}

/** Sends a photo, which is kept nowhere; true when it was taken. */
export async function sendPhoto(id, file) {
  const body = await shrink(file);
  for (let tried = 0; tried < TRIES; tried += 1) {
    try {
      const headers = { "Content-Type": body.type || "image/jpeg", "X-Message-Id": id };
      const answer = await fetch("/chat/photos", { method: "POST", headers, credentials: "same-origin", body });
      if (answer.status === 202) return true;
      if (answer.status === 400 || answer.status === 413) return false;
      if (answer.status === 403) await renewCookie();
    } catch (error) {
      console.info("photo not sent", error.name);
    }
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_WAIT * 2 ** tried));
  }
  return false;
}

export class Listener {
  /** `onReply(id, reply)` for every reply; `onConnected(boolean)` when the connection comes or goes. */
  constructor(store, onReply, onConnected) {
    this.store = store;
    this.onReply = onReply;
    this.onConnected = onConnected;
    this.pause = new Pause();
    this.ending = new AbortController();
    document.addEventListener("visibilitychange", () => document.hidden && this.ending.abort());
  }

  /** Listens as long as the page is seen: a hidden one asks for what it missed when it is seen again. */
  async keepListening() {
    for (;;) {
      if (document.hidden) {
        await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
        this.pause.reset();
        continue;
      }
      try {
        await this.listen();
      } catch (error) {
        if (!document.hidden) console.info("connection lost", error.name);
      }
      if (document.hidden) continue;
      await this.pause.rest();
    }
  }

  async listen() {
    this.ending = new AbortController();
    let timer = setTimeout(() => this.ending.abort(), SILENCE);
    try {
      const answer = await fetch("/chat/replies?after=" + this.store.lastReply(), {
        headers: { Accept: "text/event-stream" },
        cache: "no-store",
        credentials: "same-origin",
        signal: this.ending.signal,
      });
      if (answer.status === 403) await renewCookie();
      if (answer.status === 429) this.onConnected(true); // enough other tabs listen, and share what they hear
      if (!answer.ok) return;
      for await (const piece of pieces(answer.body)) {
        clearTimeout(timer);
        timer = setTimeout(() => this.ending.abort(), SILENCE);
        this.pause.reset();
        this.onConnected(true);
        this.hear(piece);
      }
    } finally {
      clearTimeout(timer);
      if (!document.hidden) this.onConnected(false);
    }
  }

  /** One event: lines of `field: value`; a comment has neither id nor data. */
  hear(event) {
    const fields = new Map(event.split("\n").map((line) => line.split(/: (.*)/, 2)));
    if (fields.has("data")) this.onReply(Number(fields.get("id")), JSON.parse(fields.get("data")));
  }
}

/** The events of a stream, as text, as they become complete. */
async function* pieces(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const events = (rest + decoder.decode(part.value, { stream: true })).split("\n\n");
    rest = events.pop();
    yield* events;
  }
}
