// Keeps the pages of the tablet on the device: from the network when there is one, else as they were last seen. Never what was typed.
"use strict";
const KEPT = "yankao-site-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { keep, forget, port } = { port: event.ports[0], ...event.data };
  const work = async () => {
    if (forget) await (await caches.open(KEPT)).delete(forget);
    if (keep) {
      const cache = await caches.open(KEPT);
      await Promise.all(keep.map(async (url) => {
        const answer = await fetch(url, { credentials: "same-origin" });
        if (answer.ok && !answer.redirected) await cache.put(url, answer);
      }));
    }
  };
  event.waitUntil(work().then(() => port?.postMessage("done"), () => port?.postMessage("failed")));
});

const isKept = (request) => {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return false;
  return request.mode === "navigate" || ["script", "style", "image", "font"].includes(request.destination);
};

self.addEventListener("fetch", (event) => {
  if (!isKept(event.request)) return;
  event.respondWith((async () => {
    try {
      return await fetch(event.request);
    } catch (error) {
      const cache = await caches.open(KEPT);
      const found = await cache.match(event.request, { ignoreSearch: event.request.mode === "navigate" });
      if (found) return found;
      throw error;
    }
  })());
});
