/* global SHELL */
// The service worker: keeps the static files named in SHELL, and two pages for when there is no network.
// Pages, moves and words always go to the server, and nothing of them is kept.
const OFFLINE = "/offline/";
const BLANK = "/blank/"; // the quick exit leads there, with or without a network

async function keep() {
  const box = await caches.open(SHELL.name);
  await box.addAll(
    [OFFLINE, BLANK, ...SHELL.files].map((url) => new Request(url, { cache: "reload", credentials: "omit" })),
  );
  await self.skipWaiting();
}

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== SHELL.name).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function fromShelf(request) {
  const box = await caches.open(SHELL.name);
  return (await box.match(request.url)) ?? fetch(request);
}

async function page(request) {
  try {
    return await fetch(request);
  } catch {
    const box = await caches.open(SHELL.name);
    const instead = new URL(request.url).pathname === BLANK ? BLANK : OFFLINE;
    return (await box.match(instead)) ?? Response.error();
  }
}

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin === self.location.origin && SHELL.files.includes(url.pathname))
    event.respondWith(fromShelf(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
});

// A reminder says the same to everybody; a newer one takes the place of an older one.
self.addEventListener("push", (event) => {
  const { title, body } = event.data.json();
  event.waitUntil(
    self.registration.showNotification(title, { body, tag: "waiting", icon: SHELL.icon, badge: SHELL.icon }),
  );
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow("/inbox/"));
});
