// The tablet on a site: every field typed is kept on the device first, sent when there is a network, and shown beside another's text where both wrote.
(() => {
  "use strict";
  const root = document.querySelector("[data-site]");
  if (!root) return;
  const number = root.dataset.site;
  const here = `/site/${encodeURIComponent(number)}/`;
  const words = JSON.parse(document.getElementById("site-words").textContent);
  const codes = JSON.parse(document.getElementById("site-codes").textContent);
  const byId = (id) => document.getElementById(id);
  const status = byId("site-status");
  const list = byId("site-findings");
  const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
  let device = localStorage.getItem("yankao-device");
  if (!device) localStorage.setItem("yankao-device", (device = uuid()));
  let state = { entities: {}, findings: [], photos: [], waiting: [], csrf: "", writable: root.dataset.writable === "1" };
  let pending = new Map();
  let photos = new Map();
  let isSending = false;
  let timer = 0;
  let problem = "";

  // --- what the device keeps -------------------------------------------------------------------------------------------------
  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open("yankao-site", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("state", { keyPath: "number" });
      asked.result.createObjectStore("changes", { keyPath: "key" });
      asked.result.createObjectStore("photos", { keyPath: "id" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const run = async (name, mode, work) => {
    const db = await opened;
    return new Promise((resolve, reject) => {
      const deal = db.transaction(name, mode, { durability: "strict" });
      const asked = work(deal.objectStore(name));
      deal.oncomplete = () => resolve(asked?.result);
      deal.onerror = () => reject(deal.error);
      deal.onabort = () => reject(deal.error);
    });
  };
  const put = (name, row) => run(name, "readwrite", (store) => store.put(row));
  const drop = (name, key) => run(name, "readwrite", (store) => store.delete(key));
  const all = (name) => run(name, "readonly", (store) => store.getAll());

  // --- what is shown ---------------------------------------------------------------------------------------------------------
  const keyOf = (entity, field) => `${number}|${entity}|${field}`;
  const standing = (entity, field) => state.entities[entity]?.[field] ?? "";
  const seen = (entity, field) => pending.get(keyOf(entity, field))?.value ?? standing(entity, field);
  const entityOf = (box) => box.closest("[data-entity]").dataset.entity;

  const showField = (box) => {
    const entity = entityOf(box);
    const value = seen(entity, box.dataset.field);
    if (document.activeElement !== box && box.value !== value) box.value = value;
    box.toggleAttribute("data-pending", pending.has(keyOf(entity, box.dataset.field)));
    box.disabled = !state.writable;
  };
  const showFindings = () => {
    const wanted = new Set(state.findings);
    for (const row of pending.values()) if (row.entity.startsWith("finding:")) wanted.add(row.entity.slice(8));
    for (const id of wanted) if (seen(`finding:${id}`, "is_struck") === "1") wanted.delete(id);
    for (const row of [...list.children]) if (!wanted.has(row.dataset.entity.slice(8))) row.remove();
    for (const id of wanted) if (!list.querySelector(`[data-entity="finding:${CSS.escape(id)}"]`)) list.append(newFinding(id));
    [...list.children].forEach((row, n) => (row.querySelector("[data-order]").textContent = n + 1));
    byId("site-empty").hidden = wanted.size > 0;
  };
  const newFinding = (id) => {
    const row = byId("finding-template").content.firstElementChild.cloneNode(true);
    row.dataset.entity = `finding:${id}`;
    row.querySelectorAll("[data-for]").forEach((label) => {
      const box = row.querySelector(`[data-field="${label.dataset.for}"], [data-photo="${label.dataset.for}"]`);
      label.htmlFor = box.id = `${label.dataset.for}-${id}`;
    });
    return row;
  };
  const showPhotos = () => {
    for (const place of root.querySelectorAll("[data-photos]")) {
      const finding = entityOf(place).startsWith("finding:") ? entityOf(place).slice(8) : "";
      const kept = state.photos.filter((photo) => photo.finding === finding).map((photo) => `${photo.name}`);
      const waiting = [...photos.values()].filter((photo) => photo.finding === finding).map((photo) => `${photo.name}（${words.waits}）`);
      place.replaceChildren(...[...kept, ...waiting].map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    }
  };
  const showWaiting = () => {
    const place = byId("site-waiting");
    place.hidden = !state.waiting.length;
    place.querySelector("ul").replaceChildren(...state.waiting.map((row) => {
      const item = byId(row.fate === "conflict" ? "conflict-template" : "refused-template").content.firstElementChild.cloneNode(true);
      for (const name of ["label", "theirs", "mine", "who", "message"]) item.querySelectorAll(`[data-${name}]`).forEach((spot) => (spot.textContent = row[name] || words.empty));
      item.querySelectorAll("button").forEach((button) => button.addEventListener("click", () => decide(row, button.value)));
      return item;
    }));
  };
  const show = () => {
    showFindings();
    root.querySelectorAll("[data-field]").forEach(showField);
    showPhotos();
    showWaiting();
    const waits = pending.size + photos.size;
    const offline = navigator.onLine ? "" : words.offline;
    status.textContent = [problem || offline, waits ? words.pending.replace("%n", waits) : words.synced].filter(Boolean).join("　");
    status.dataset.state = problem ? "late" : waits ? "soon" : "done";
    byId("site-forget").disabled = waits > 0;
    byId("site-add").disabled = !state.writable;
  };

  // --- what is typed ---------------------------------------------------------------------------------------------------------
  const type = async (entity, field, value) => {
    const key = keyOf(entity, field);
    const before = pending.get(key);
    const row = { key, number, id: uuid(), entity, field, base: before ? before.base : standing(entity, field), value, typed_at: new Date().toISOString() };
    pending.set(key, row);
    await put("changes", row);
    show();
    clearTimeout(timer);
    timer = setTimeout(sync, 800);
  };
  root.addEventListener("input", (event) => {
    const box = event.target.closest("[data-field]");
    if (box) type(entityOf(box), box.dataset.field, box.value);
  });
  root.addEventListener("change", async (event) => {
    const box = event.target;
    if (box.dataset.field === "code") await fillFromCode(entityOf(box), box.value);
    if (box.dataset.photo) await keepPhotos(entityOf(box), box);
  });
  const fillFromCode = async (entity, value) => {
    const code = codes.find((each) => each.code === value);
    if (!code) return;
    for (const name of ["addressee", "severity", "points"]) await type(entity, name, String(code[name]));
    if (!seen(entity, "text")) await type(entity, "text", code.name);
  };
  const keepPhotos = async (entity, box) => {
    for (const file of box.files) {
      const row = { id: uuid(), number, finding: entity.startsWith("finding:") ? entity.slice(8) : "", name: file.name, blob: file, taken_at: new Date(file.lastModified).toISOString() };
      photos.set(row.id, row);
      await put("photos", row);
    }
    box.value = "";
    show();
    sync();
  };
  byId("site-add").addEventListener("click", async () => {
    const id = uuid();
    await type(`finding:${id}`, "kind", "defect");
    list.lastElementChild.querySelector('[data-field="code"]').focus();
  });
  list.addEventListener("click", (event) => {
    if (event.target.closest("[data-strike]")) type(entityOf(event.target), "is_struck", "1");
  });

  // --- what is sent ----------------------------------------------------------------------------------------------------------
  const answerOf = async (asked) => {
    const answer = await asked;
    const isData = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.redirected || answer.status === 403 || !isData) throw new Error(words.login);
    const body = await answer.json();
    if (body.entities) await keep(body);
    if (!answer.ok) throw new Error(body.message || words.failed);
    return body;
  };
  const keep = async (body) => {
    state = body;
    await put("state", { ...body, number });
  };
  const post = (path, body, headers = {}) => answerOf(fetch(here + path, { method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": state.csrf, ...headers } }));

  const sendChanges = async () => {
    const sent = [...pending.values()];
    if (!sent.length) return;
    const body = await post("sync", JSON.stringify({ device, changes: sent }), { "Content-Type": "application/json" });
    for (const row of sent) {
      if (!body.fates[row.id] || pending.get(row.key)?.id !== row.id) continue;
      pending.delete(row.key);
      await drop("changes", row.key);
    }
  };
  const sendPhotos = async () => {
    for (const row of [...photos.values()]) {
      const form = new FormData();
      form.append("id", row.id);
      form.append("finding", row.finding);
      form.append("taken_at", row.taken_at);
      form.append("photo", row.blob, row.name);
      await post("photo", form);
      photos.delete(row.id);
      await drop("photos", row.id);
    }
  };
  const sync = async () => {
    if (isSending || !navigator.onLine) return show();
    isSending = true;
    problem = "";
    try {
      await answerOf(fetch(`${here}state`, { credentials: "same-origin" }));
      await sendChanges();
      await sendPhotos();
    } catch (error) {
      problem = error instanceof TypeError ? words.unreachable : error.message;
    }
    isSending = false;
    show();
  };
  const decide = async (row, choice) => {
    try {
      await post(`decide/${row.id}`, new URLSearchParams({ keep: choice, seen: row.theirs }));
      problem = "";
    } catch (error) {
      problem = error instanceof TypeError ? words.unreachable : error.message;
    }
    show();
  };

  // --- a device without a network opens the page all the same ----------------------------------------------------------------
  const settle = async () => {
    if (!("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.register("/site/worker.js", { scope: "/site/" });
    const { active } = await navigator.serviceWorker.ready;
    const parts = [...document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"], script[src]')].map((part) => part.href || part.src);
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => (root.dataset.kept = event.data);
    active.postMessage({ keep: [location.pathname, ...parts] }, [channel.port2]);
  };
  byId("site-sync").addEventListener("click", sync);
  const forget = async () => {
    await drop("state", number);
    const kept = await navigator.serviceWorker?.getRegistration("/site/");
    kept?.active?.postMessage({ forget: location.pathname });
    problem = words.forgotten;
    root.dataset.kept = "forgotten";
    show();
  };
  byId("site-forget").addEventListener("click", forget);
  window.addEventListener("online", sync);
  window.addEventListener("offline", show);

  const begin = async () => {
    const kept = (await all("state")).find((row) => row.number === number);
    if (kept) state = kept;
    pending = new Map((await all("changes")).filter((row) => row.number === number).map((row) => [row.key, row]));
    photos = new Map((await all("photos")).filter((row) => row.number === number).map((row) => [row.id, row]));
    show();
    root.dataset.ready = "1";
    await sync();
    if (!navigator.onLine) return;
    // Once the record went out nothing of it has to be on the device any more.
    if (state.writable || pending.size + photos.size || problem) await settle();
    else await forget();
  };
  begin();
})();
