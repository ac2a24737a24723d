/* Helping in person without reloading: the page's own forms, sent by a script. Keeps nothing anywhere. */

const place = document.getElementById("assist");
const lost = document.getElementById("lost");
const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
let busy = false;
let listening = null;

async function send(form, button) {
  const fields = new URLSearchParams(new FormData(form));
  if (button && button.name) fields.set(button.name, button.value);
  const ends = "end" in form.dataset; // then the page that says so is for the whole window
  const what = { method: "POST", body: fields, headers: { "X-Part": "1" }, redirect: ends ? "manual" : "follow" };
  const answer = await fetch(form.action, what);
  if (answer.status === 401) return location.replace("/desk/login?next=%2Fdesk%2Fassist");
  if (!answer.ok || ends) return location.replace("/desk/assist");
  const part = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...part.body.childNodes);
  dress();
  scrollTo(0, 0);
  document.getElementById("here").focus();
}

place.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return; // one tap of an unsteady hand is one act
  busy = true;
  place.setAttribute("aria-busy", "true");
  try {
    await send(event.target, event.submitter);
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  }
  busy = false;
  place.removeAttribute("aria-busy");
});

/* A page that the browser kept in memory may show the person before: it is fetched anew. */
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

function dress() {
  const button = document.getElementById("dictate");
  if (!button || !Recognition) return;
  button.hidden = false;
  button.addEventListener("click", () => (listening ? listening.stop() : dictate(button)));
}

function dictate(button) {
  const words = document.getElementById("words");
  const heard = document.getElementById("heard");
  listening = new Recognition();
  listening.lang = "vi-VN";
  listening.addEventListener("result", (event) => {
    words.value = event.results[0][0].transcript;
    words.form.requestSubmit();
  });
  listening.addEventListener("error", () => {
    heard.textContent = "Chưa nghe được. Bạn bấm Nói lần nữa, hoặc gõ chữ.";
  });
  listening.addEventListener("end", () => {
    listening = null;
    button.setAttribute("aria-pressed", "false");
    button.textContent = "Nói";
  });
  button.setAttribute("aria-pressed", "true");
  button.textContent = "Đang nghe…";
  heard.textContent = "";
  listening.start();
}

dress();

/* The guides are kept for when there is no network. */
if (navigator.serviceWorker) {
  navigator.serviceWorker.register("/desk/sw.js", { scope: "/desk" }).then(
    async () => (await navigator.serviceWorker.ready).active.postMessage("refresh"),
    () => {}, // a browser that forbids it works without
  );
}
