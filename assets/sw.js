// Keeps the files whose name changes with their content, and nothing else: no page, no answer, no document.
"use strict";

const CACHE = "csn-fichiers-1";
const KEPT = 200;
const hashed = (url) => url.origin === location.origin && /^\/(s|assets)\/[^?]+$/.test(url.pathname);

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

async function fromCache(request) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok && answer.status === 200) {
    await cache.put(request, answer.clone());
    const keys = await cache.keys();
    await Promise.all(keys.slice(0, Math.max(keys.length - KEPT, 0)).map((key) => cache.delete(key)));
  }
  return answer;
}

addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && hashed(new URL(event.request.url))) event.respondWith(fromCache(event.request));
});
