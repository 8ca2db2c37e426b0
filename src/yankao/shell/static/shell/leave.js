// Nobody is logged in here: what this device kept for work without a network and has sent already is wiped; what still waits to be sent stays.
(() => {
  "use strict";
  const mine = (name) => (name || "").startsWith("yankao-");
  const done = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const wipeRows = async (name) => {
    const db = await done(indexedDB.open(name));
    const stores = [...db.objectStoreNames];
    const waiting = new Set();
    for (const store of stores.filter((each) => each !== "state")) {
      for (const row of await done(db.transaction(store).objectStore(store).getAll())) waiting.add(row.number);
    }
    if (stores.includes("state")) {
      for (const row of await done(db.transaction("state").objectStore("state").getAll())) {
        if (!waiting.has(row.number)) await done(db.transaction("state", "readwrite").objectStore("state").delete(row.number));
      }
    }
    db.close();
    return waiting;
  };
  const wipePages = async (waiting) => {
    for (const name of (await caches.keys()).filter(mine)) {
      if (!waiting.size) {
        await caches.delete(name);
        continue;
      }
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const path = decodeURIComponent(new URL(request.url).pathname);
        if (request.mode === "navigate" || path.endsWith("/")) {
          if (![...waiting].some((number) => path.includes(`/${number}/`))) await cache.delete(request);
        }
      }
    }
  };
  const wipe = async () => {
    const waiting = new Set();
    const known = indexedDB.databases ? await indexedDB.databases() : [];
    for (const { name } of known.filter((each) => mine(each.name))) for (const number of await wipeRows(name)) waiting.add(number);
    if ("caches" in self) await wipePages(waiting);
    document.documentElement.dataset.left = String(waiting.size);
  };
  wipe().catch((error) => console.error(error));
})();
