// Keys of the 1999 desk: Alt+1…5 take a suggested item, Alt+Shift+1…5 the same event, Ctrl+Enter opens, Alt+N next call, Alt+A/X answered or not. Everything works without them.
(() => {
  "use strict";
  const form = () => document.querySelector("[data-desk='intake']");
  const nth = (name, n) => [...document.querySelectorAll(`input[name='${name}']`)].filter((it) => it.value)[n - 1];
  const tick = (it) => {
    if (!it) return;
    it.checked = true;
    it.dispatchEvent(new Event("change", { bubbles: true }));
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const open = form()?.querySelector("button[value='open']");
      if (open) { event.preventDefault(); open.click(); }
      return;
    }
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const digit = /^Digit([0-5])$/.exec(event.code)?.[1];
    const deeds = {
      KeyN: () => document.querySelector("[data-desk='new']")?.click(),
      KeyA: () => document.querySelector("[data-outcome='answered']")?.click(),
      KeyX: () => document.querySelector("[data-outcome='no_answer']")?.click(),
      KeyQ: () => document.querySelector("#q")?.select(),
    };
    const deed = digit === undefined ? deeds[event.code] : () => {
      if (!event.shiftKey) tick(nth("pick", Number(digit)));
      else if (digit === "0") tick([...document.querySelectorAll("input[name='same_as']")].find((it) => !it.value));
      else tick(nth("same_as", Number(digit)));
    };
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  document.addEventListener("change", (event) => {
    const it = event.target;
    if (it.name === "pick") document.querySelector("#id_category").value = it.dataset.name;
    if (it.name === "procedure") {
      const category = document.querySelector("#id_category");
      category.setAttribute("list", `items-${it.value}`);
      category.value = "";
      if (it.value === "service.inquiry") document.querySelector(".intake .fold").open = true;
    }
    if (it.name === "article") {
      const answer = document.querySelector("#id_answer");
      const told = it.closest(".option").previousElementSibling?.querySelector("[data-answer]");
      if (answer && told && !answer.value) answer.value = told.textContent;
    }
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "found") return;
    const typed = document.querySelector("#q").value;
    const phone = document.querySelector("#id_reporter_phone");
    if (!phone.value && /^[+()\-\s#\d]{7,24}$/.test(typed)) phone.value = typed.trim();
    document.querySelector("#id_description").focus();
  });

  for (const button of document.querySelectorAll("[data-desk='print']")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
    // Come by 列印交班表: the sheet goes to the printer without another click.
    if (button.dataset.now) window.addEventListener("load", () => window.print());
  }
})();
