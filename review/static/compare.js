// Two versions of a text: from change to change by keys and buttons; rows that stayed are folded.
"use strict";

{
  const paper = document.getElementById("document");
  const bar = document.querySelector("[data-jump]");
  const changes = paper ? [...paper.querySelectorAll(".diff-change")] : [];
  const LEAST_ROWS = 4; // fewer are read faster than unfolded
  let now = -1;

  /* The change that stands in the address, or the first one not above the window. */
  function from(direction) {
    if (now >= 0) return now + direction;
    const below = changes.findIndex((one) => one.getBoundingClientRect().top > 0);
    if (below < 0) return changes.length - 1;
    return direction > 0 ? below : Math.max(0, below - 1);
  }

  function show(index) {
    changes[now]?.classList.remove("is-now");
    now = Math.min(changes.length - 1, Math.max(0, index));
    const change = changes[now];
    change.classList.add("is-now");
    change.focus({ preventScroll: true });
    const tall = change.offsetHeight > innerHeight * .6;
    change.scrollIntoView({ block: tall ? "start" : "center" });
    const told = bar.dataset.words.replace("{n}", now + 1).replace("{total}", changes.length);
    bar.querySelector("[role=status]").textContent = told;
  }

  const isTyping = (target) => target.matches?.("textarea, select, input:not([type=radio]):not([type=checkbox])");
  /* Letters by the key's place, so that they work in the Russian layout too. */
  const STEPS = { KeyJ: 1, KeyN: 1, KeyK: -1, KeyP: -1 };

  function listen() {
    bar.hidden = false;
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("[data-step]");
      if (button) { show(from(Number(button.dataset.step))); button.focus({ preventScroll: true }); }
    });
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target) || !STEPS[event.code]) return;
      show(from(STEPS[event.code]));
      event.preventDefault();
    });
    const follow = () => {
      const index = changes.findIndex((one) => `#${one.id}` === location.hash);
      if (index >= 0) show(index);
    };
    addEventListener("hashchange", follow);
    follow();
  }

  /* In a long table with a few changes the rows between them go behind a button. */
  function foldRows() {
    paper.querySelectorAll(".diff-changed > .doc-table-wrap > table, .diff-moved > .doc-table-wrap > table, .diff-changed > td > .doc-table-wrap > table, .diff-moved > td > .doc-table-wrap > table").forEach((table) => {
      let run = [];
      [...table.rows, null].forEach((row, at) => {
        if (row && !row.className && at > 1) { run.push(row); return; }
        if (run.length >= LEAST_ROWS) hide(run);
        run = [];
      });
    });
  }

  function hide(rows) {
    const line = rows[0].parentNode.insertBefore(document.createElement("tr"), rows[0]);
    const button = document.createElement("button");
    const cell = line.insertCell();
    line.className = "diff-rest";
    cell.colSpan = Math.max(...rows.map((row) => [...row.cells].reduce((sum, one) => sum + one.colSpan, 0)));
    button.type = "button";
    button.className = "button subtle compact";
    button.textContent = paper.dataset.foldRows.replace("{n}", rows.length);
    cell.append(button);
    rows.forEach((row) => { row.hidden = true; });
    button.addEventListener("click", () => {
      rows.forEach((row) => { row.hidden = false; });
      rows[0].cells[0].tabIndex = -1;
      rows[0].cells[0].focus({ preventScroll: true });
      line.remove();
    });
  }

  if (paper?.dataset.foldRows) foldRows();
  if (bar && changes.length) listen();
}
