/* global SHELL */
// The service worker, served at /sw.js with SHELL before it: {name, files, icon}. Owns the cache SHELL.name,
// which holds our static files and two pages for when there is no network. Pages, moves and words always come
// from the server.
const OFFLINE = "/offline/";
const BLANK = "/blank/"; // the quick exit leads there, with or without a network

async function install() {
  const cache = await caches.open(SHELL.name);
  const urls = [OFFLINE, BLANK, ...SHELL.files];
  await cache.addAll(urls.map((url) => new Request(url, { cache: "reload", credentials: "omit" })));
  await self.skipWaiting();
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== SHELL.name).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function fromCache(request) {
  const cache = await caches.open(SHELL.name);
  return (await cache.match(request.url)) ?? fetch(request);
}

async function fetchPage(request) {
  try {
    return await fetch(request);
  } catch {
    const cache = await caches.open(SHELL.name);
    const fallback = new URL(request.url).pathname === BLANK ? BLANK : OFFLINE;
    return (await cache.match(fallback)) ?? Response.error();
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin === self.location.origin && SHELL.files.includes(url.pathname))
    event.respondWith(fromCache(request));
  else if (request.mode === "navigate") event.respondWith(fetchPage(request));
});

// Reminders say nothing of what they are about. A newer one replaces an older one. They make no sound for
// someone who is looking at imago: it is on the screen already.
async function notify({ title, body }) {
  const windows = await self.clients.matchAll({ type: "window" });
  const silent = windows.some(({ visibilityState }) => visibilityState === "visible");
  const looks = { tag: "waiting", icon: SHELL.icon, badge: SHELL.icon };
  await self.registration.showNotification(title, { body, silent, ...looks });
}

self.addEventListener("push", (event) => event.waitUntil(notify(event.data.json())));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow("/inbox/"));
});
