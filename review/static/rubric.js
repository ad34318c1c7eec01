// Saves the draft of a rubric by itself a moment after the last change; buttons work without it.
"use strict";

(() => {
  const form = document.querySelector("form[data-rubric]");
  const state = form.querySelector("[data-state]");
  let timer = 0;
  let busy = false;

  async function send() {
    if (busy) { timer = setTimeout(send, 500); return; }
    busy = true;
    state.textContent = form.dataset.saving;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (answer.ok) form.elements.version.value = told.version;
      state.textContent = answer.ok ? form.dataset.saved.replace("{time}", told.saved_at) : told.words || form.dataset.failed;
    } catch { state.textContent = form.dataset.failed; }
    busy = false;
  }
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(send, 1200); });
  form.addEventListener("submit", () => clearTimeout(timer));
})();
