/* Keeps the guides' reading pages for when there is no network. Nothing else of the desk is ever kept. */

const NAME = "guides";
const LIST = "/desk/read/list.json";
const INDEX = "/desk/read";
const PATIENCE = 4000; // ms a reading page may take before the kept one is shown
const EVERY = 5 * 60 * 1000; // ms between two looks for changed guides
const EMPTY_NOTE = '<p id="kept" class="state" role="status" hidden></p>';

let looked = 0;

self.addEventListener("install", (event) => event.waitUntil(refresh().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (event.data !== "refresh" || Date.now() - looked < EVERY) return;
  event.waitUntil(refresh().catch(() => {})); // no network: what is kept stays
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event.request, url.pathname));
  else if (isFile(url.pathname)) event.respondWith(file(event.request, url.pathname));
});

const isReading = (path) => path === INDEX || path.startsWith(`${INDEX}/`);
const isFile = (path) => path.startsWith("/desk/static/") || path === "/chat/favicon.svg";

/** Without cookies: what is kept is what everybody gets. */
const fetchPublic = (path) => fetch(path, { credentials: "omit", cache: "no-store" });

async function refresh() {
  const answer = await fetchPublic(LIST);
  if (!answer.ok) return;
  const { pages, files } = await answer.json();
  const cache = await caches.open(NAME);
  for (const path of files) await keep(cache, path);
  for (const [path, version] of Object.entries(pages)) {
    const kept = await cache.match(path);
    if (!kept || kept.headers.get("X-Version") !== version) await keep(cache, path);
  }
  for (const { url } of await cache.keys()) {
    const path = new URL(url).pathname;
    if (!(path in pages) && !files.includes(path)) await cache.delete(url);
  }
  looked = Date.now();
}

async function keep(cache, path) {
  const answer = await fetchPublic(path);
  if (answer.ok) await cache.put(path, answer);
}

async function page(request, path) {
  try {
    const answer = await (isReading(path) ? within(PATIENCE, fetch(request)) : fetch(request));
    if (answer.status < 502 || answer.status > 504) return answer;
  } catch {
    // no network: below
  }
  const cache = await caches.open(NAME);
  const kept = isReading(path) ? await cache.match(path) : undefined;
  const shown = kept || (await cache.match(INDEX));
  return shown ? noted(shown, Boolean(kept)) : Response.error();
}

async function file(request, path) {
  try {
    return await fetch(request);
  } catch {
    const cache = await caches.open(NAME);
    return (await cache.match(path)) || Response.error();
  }
}

function within(most, answer) {
  return Promise.race([answer, new Promise((_, refuse) => setTimeout(() => refuse(new Error("slow")), most))]);
}

/** The kept page, which says that it is one, and from when. */
async function noted(kept, wanted) {
  const day = new Date(kept.headers.get("Date")).toLocaleDateString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh" });
  const other = wanted ? "" : " Trang bạn mở cần có mạng; ở đây là các bài đọc được khi mất mạng.";
  const note = `<p id="kept" class="state" role="status">Đang xem bản đã lưu ngày ${day}.${other}</p>`;
  const html = (await kept.text()).replace(EMPTY_NOTE, note);
  return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}
