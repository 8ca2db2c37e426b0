// Small helps while filling in a form: what a typed date means in both calendars, the cursor on what is wrong, one send per click.
(() => {
  "use strict";
  const WEEK = "日一二三四五六";
  const read = (text) => {
    const found = /^\D*(\d{1,4})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})/.exec(text.normalize("NFKC"));
    if (!found) return null;
    const [year, month, day] = found.slice(1).map(Number);
    const full = year < 1000 ? year + 1911 : year;
    const date = new Date(Date.UTC(full, month - 1, day));
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : null;
  };
  const say = (date) => `民國${date.getUTCFullYear() - 1911}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日（${WEEK[date.getUTCDay()]}）＝ ${date.toISOString().slice(0, 10)}`;

  for (const input of document.querySelectorAll("[data-roc]")) {
    const told = document.createElement("output");
    told.className = "reads";
    told.htmlFor = input.id;
    input.insertAdjacentElement("afterend", told);
    const update = () => { const date = read(input.value); told.textContent = date ? say(date) : ""; };
    input.addEventListener("input", update);
    update();
  }

  document.querySelector("[data-focus]")?.focus();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });
})();
