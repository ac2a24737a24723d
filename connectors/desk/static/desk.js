/* The desk's own small script. Every screen works without it: it saves taps and reloads. */

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault(); // one tap of an unsteady hand is one act
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 3000);
  });
}

const talk = () => document.querySelector(".talk");
if (talk()) talk().scrollTop = talk().scrollHeight;

/* What is new, without reloading. */

const title = document.title;
let newest = null;

let refreshing = null;
let again = false;

/* One at a time, so that an older answer never replaces a newer one. */
async function refresh(part) {
  if (refreshing) {
    again = true;
    return;
  }
  refreshing = replace(part).catch(() => {}); // no network: the stream connects again and asks once more
  await refreshing;
  refreshing = null;
  if (again) {
    again = false;
    refresh(part);
  }
}

async function replace(part) {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  if (!fresh || fresh.isEqualNode(part)) return;
  const list = talk();
  const atTheEnd = list && list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const where = list ? list.scrollTop : 0;
  part.replaceChildren(...fresh.childNodes);
  if (list) talk().scrollTop = atTheEnd ? talk().scrollHeight : where;
}

function hear(event) {
  const told = JSON.parse(event.data);
  document.title = told.new ? `(${told.new}) ${title}` : title;
  const part = document.querySelector("[data-live]");
  const isQueue = part && part.dataset.live === "queue";
  if (isQueue ? newest !== null || told.changed.length : part && told.changed.includes(Number(part.dataset.live))) {
    refresh(part);
  }
  if (newest !== null && told.newest > newest) {
    const news = document.getElementById("news");
    if (news) news.textContent = "Có phiếu mới.";
    ring();
  }
  newest = Math.max(newest ?? 0, told.newest);
}

if (document.body.dataset.token) {
  new EventSource(`/desk/events?since=${document.body.dataset.at}`).addEventListener("message", hear);
}

/* The sound of a new ticket: two short tones, no file to load. */

const sound = document.getElementById("sound");
const silent = () => localStorage.getItem("desk-silent") === "1";

function showSound() {
  if (!sound) return;
  sound.hidden = false;
  sound.setAttribute("aria-pressed", String(!silent()));
  sound.textContent = silent() ? "Tiếng báo: tắt" : "Tiếng báo: bật";
}

function ring() {
  if (silent()) return;
  document.body.dataset.rang = String(Number(document.body.dataset.rang || 0) + 1);
  const context = new AudioContext();
  [660, 880].forEach((pitch, place) => {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = pitch;
    volume.gain.value = 0.15;
    tone.connect(volume).connect(context.destination);
    tone.start(context.currentTime + place * 0.18);
    tone.stop(context.currentTime + place * 0.18 + 0.15);
  });
  setTimeout(() => context.close(), 1000);
}

if (sound) {
  sound.addEventListener("click", () => {
    localStorage.setItem("desk-silent", silent() ? "0" : "1");
    showSound();
    ring();
  });
  showSound();
}

/* Canned answers: a slash and a few letters. */

const words = document.getElementById("words");
const offers = document.getElementById("offers");

async function offer() {
  const typed = /(?:^|\s)\/([^\s/][^\n/]{0,60})$/.exec(words.value.slice(0, words.selectionStart));
  if (!typed) return hideOffers();
  const answer = await fetch(`/desk/answers?tim=${encodeURIComponent(typed[1])}`);
  if (!answer.ok) return hideOffers();
  const { answers } = await answer.json();
  offers.replaceChildren(...answers.map((one) => offered(one, typed[1])));
  offers.hidden = !answers.length;
}

function offered(one, typed) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "second";
  button.textContent = one.title;
  button.addEventListener("click", () => {
    const end = words.selectionStart;
    words.setRangeText(one.text, end - typed.length - 1, end, "end");
    hideOffers();
    words.focus();
  });
  item.append(button);
  return item;
}

function hideOffers() {
  offers.hidden = true;
  offers.replaceChildren();
}

if (words && offers) {
  let waiting;
  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, 200);
  });
  words.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hideOffers();
    if (event.key === "Enter" && event.ctrlKey) words.form.requestSubmit();
  });
}
