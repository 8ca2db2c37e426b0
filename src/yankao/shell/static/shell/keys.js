// Keys for people who work here all day: / search, g w worklist, g h home, j k rows, Enter open, x tick, n new, ? help. Everything works without them.
(() => {
  "use strict";
  let waitsForSecond = false;
  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
  const rows = () => [...document.querySelectorAll("[data-rows] tbody tr")];
  const here = () => rows().findIndex((row) => row.classList.contains("here"));
  const go = (path) => { window.location.href = path; };

  const move = (by) => {
    const all = rows();
    if (!all.length) return;
    const next = Math.min(all.length - 1, Math.max(0, here() + by));
    all.forEach((row) => row.classList.remove("here"));
    all[next].classList.add("here");
    all[next].querySelector("a")?.focus();
    all[next].scrollIntoView({ block: "nearest" });
  };

  const press = {
    "/": () => document.querySelector("[data-key='/']")?.focus(),
    j: () => move(1),
    k: () => move(-1),
    x: () => rows()[here()]?.querySelector("input[type=checkbox]")?.click(),
    n: () => document.querySelector("[data-key='n']")?.click(),
    "?": () => go("/help/"),
    g: () => { waitsForSecond = true; setTimeout(() => { waitsForSecond = false; }, 1200); },
  };
  const second = { w: () => go("/worklist/"), h: () => go("/") };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    const deed = waitsForSecond ? second[event.key] : press[event.key];
    waitsForSecond = false;
    if (!deed) return;
    event.preventDefault();
    deed();
  });
})();
