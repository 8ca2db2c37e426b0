// The grid: arrows and Enter move between cells, and cells copied from a spreadsheet are spread from the cell they are pasted into.
(() => {
  "use strict";
  const sheet = document.querySelector("[data-sheet]");
  if (!sheet) return;
  const rows = () => [...sheet.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input[data-cell]")]);
  const place = (cell) => {
    const all = rows();
    const y = all.findIndex((row) => row.includes(cell));
    return [all, y, y < 0 ? -1 : all[y].indexOf(cell)];
  };
  const focus = (all, y, x) => {
    const cell = all[y]?.[x];
    if (!cell) return;
    cell.focus();
    cell.select();
  };

  sheet.addEventListener("keydown", (event) => {
    const cell = event.target.closest("input[data-cell]");
    if (!cell || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const [all, y, x] = place(cell);
    focus(all, y + by, x);
  });

  sheet.addEventListener("paste", (event) => {
    const cell = event.target.closest("input[data-cell]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
    if (!cell || (lines.length === 1 && lines[0].length === 1)) return;
    event.preventDefault();
    const [all, y, x] = place(cell);
    let lost = 0;
    lines.forEach((line, down) => line.forEach((value, right) => {
      const target = all[y + down]?.[x + right];
      if (target && !target.readOnly) target.value = value.trim();
      else if (value.trim()) lost += 1;
    }));
    const told = document.getElementById("lost");
    told.hidden = lost === 0;
    told.querySelector("b").textContent = lost;
  });
})();
