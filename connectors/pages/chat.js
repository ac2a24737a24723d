/* The chat page: puts together what is remembered, the log, and the connection. */

import { Log } from "./chat-log.js";
import { Store, isEntry } from "./chat-store.js";
import { Listener, Sender, sendPhoto } from "./chat-wire.js";

const SLOW = 10000; // ms without an answer until the page asks for patience
const GIVEN_UP = 120000; // ms after which the page no longer says that an answer is coming
const CALM = 3000; // ms a lost connection may last before the page mentions it
const SIZES = ["100", "115", "130", "150", "175", "200"];
const ANSWERING = "Đang trả lời…";
const PATIENCE = "Cháu vẫn đang xử lý, bác chờ chút ạ.";
const FORGET = '/go{"to":"forget:"}';
const PHOTO_SENT = "Đã gửi một ảnh";
const OFFLINE = "Mạng đang chập chờn, cháu đang kết nối lại. Bác cứ nhắn, có mạng là cháu gửi đi ngay.";

const [scroll, typing, connection, form, text, starters] = [
  "scroll", "typing", "connection", "form", "text", "starters",
].map((id) => document.getElementById(id));

const store = new Store();
const log = new Log(document.getElementById("log"), ({ title, payload }) => say(title, { payload }), showPhoto);
const sender = new Sender(store, show);
const listener = new Listener(store, hear, noteConnection);

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID needs https
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Shows and keeps what the citizen said, and sends it as soon as that is possible. */
function say(shown, what) {
  forgetting = what.payload === FORGET;
  show(store.keepSaid(newId(), shown, what));
  scroll.scrollTop = scroll.scrollHeight;
  sender.sendWaiting();
}

let forgetting = false;

function hear(id, reply) {
  const entry = store.keepReply(id, reply);
  if (forgetting) {
    forgetting = false;
    store.forget(id); // the server has forgotten all that was said before; so does this browser
    log.clear();
  }
  show(entry);
}

async function showPhoto(file) {
  const id = newId();
  show(store.keepPhoto(id, PHOTO_SENT, "sent"));
  if (!(await sendPhoto(id, file))) show(store.keepPhoto(id, PHOTO_SENT, "failed"));
}

function show(entry) {
  const follow = awaited() || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  log.show(entry);
  starters.hidden = true;
  showTyping();
  if (follow) scrollToAnswer();
}

/** Shows all that is remembered, also what other tabs said and heard while this one slept. */
function showRemembered() {
  const entries = store.entries();
  entries.forEach((entry) => log.show(entry));
  starters.hidden = entries.length > 0;
  showTyping();
}

/** To the end, but never past the beginning of the answer: a long one is read from its first line. */
function scrollToAnswer() {
  const said = log.element.querySelectorAll(".citizen");
  const last = said[said.length - 1];
  const top = last ? last.offsetTop - 12 : Infinity;
  scroll.scrollTop = Math.min(scroll.scrollHeight - scroll.clientHeight, top);
}

/** The citizen's message that has no answer yet, if the last one has none. */
function awaited() {
  const { entry } = log.last || {};
  return entry && entry.state === "sent" && Date.now() - entry.at < GIVEN_UP ? entry : null;
}

let atEnd = true;

/** When the keyboard or a line of status takes room away, whoever was at the end stays there. */
function stayAtEnd() {
  if (atEnd) scroll.scrollTo({ top: scroll.scrollHeight, behavior: "instant" });
}

function noteScroll() {
  atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 8;
}

function showTyping() {
  const entry = awaited();
  const words = entry ? (Date.now() - entry.at < SLOW ? ANSWERING : PATIENCE) : "";
  if (typing.textContent === words) return; // a live region says every change aloud
  typing.textContent = words;
  if (words) scrollToAnswer();
}

let lostSince = null;

function noteConnection(connected) {
  if (connected && lostSince) sender.sendWaiting();
  lostSince = connected ? null : lostSince || Date.now();
  showConnection();
}

function showConnection() {
  const words = lostSince && Date.now() - lostSince > CALM ? OFFLINE : "";
  if (connection.textContent !== words) connection.textContent = words;
}

function setSize(index) {
  const place = Math.min(Math.max(index, 0), SIZES.length - 1);
  document.documentElement.dataset.size = SIZES[place];
  document.getElementById("smaller").setAttribute("aria-disabled", String(place === 0));
  document.getElementById("larger").setAttribute("aria-disabled", String(place === SIZES.length - 1));
  store.size = SIZES[place];
}

function changeSize(step) {
  setSize(SIZES.indexOf(document.documentElement.dataset.size) + step);
  document.getElementById("size").textContent = `Cỡ chữ ${document.documentElement.dataset.size} phần trăm`;
  growField();
  stayAtEnd();
}

function growField() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + text.offsetHeight - text.clientHeight}px`;
}

/** A code on a printed sheet leads here with the id of its guide. */
function openGuideOf(id) {
  if (!/^[a-z][a-z0-9_]{0,27}$/.test(id || "")) return;
  history.replaceState(null, "", location.pathname); // a reload does not ask again
  say("Mở bài trên tờ giấy", { payload: `/go{"to":"open:${id}"}` });
}

function submit(event) {
  event.preventDefault();
  const written = text.value.trim();
  text.focus();
  if (!written) return;
  text.value = "";
  growField();
  say(written, { text: written });
}

function sendOnEnter(event) {
  const composing = event.isComposing || event.keyCode === 229; // Telex and VNI keyboards end a word with Enter
  if (event.key === "Enter" && !event.shiftKey && !composing) submit(event);
}

scroll.addEventListener("scroll", noteScroll, { passive: true });
new ResizeObserver(stayAtEnd).observe(scroll);
form.addEventListener("submit", submit);
text.addEventListener("keydown", sendOnEnter);
text.addEventListener("input", growField);
document.getElementById("smaller").addEventListener("click", () => changeSize(-1));
document.getElementById("larger").addEventListener("click", () => changeSize(1));
for (const button of starters.querySelectorAll("button")) {
  button.addEventListener("click", () => {
    const focused = document.activeElement === button;
    say(button.textContent, { text: button.textContent });
    if (focused) scroll.focus(); // the button is gone; the reader stays in the conversation
  });
}
window.addEventListener("storage", ({ key, newValue }) => {
  if (isEntry(key) && newValue) show(store.read(key)); // another tab said or heard something
});
window.addEventListener("pageshow", ({ persisted }) => persisted && showRemembered());
document.addEventListener("visibilitychange", () => document.hidden || showRemembered());

setSize(Math.max(0, SIZES.indexOf(store.size)));
log.element.setAttribute("aria-busy", "true"); // what was said earlier is not read aloud again
showRemembered();
log.element.setAttribute("aria-busy", "false");
stayAtEnd();
setInterval(() => [showTyping, showConnection, () => log.annotate()].forEach((look) => look()), 1000);
openGuideOf(new URLSearchParams(location.search).get("bai"));
sender.sendWaiting();
listener.keepListening();
