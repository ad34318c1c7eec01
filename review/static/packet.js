// A review filled in without a network: keeps what is typed in this browser, saves it into a file.
"use strict";

(() => {
  const words = document.body.dataset;
  const head = JSON.parse(words.packet);
  const forms = [...document.querySelectorAll("form[data-answer]")];
  const told = document.getElementById("saved");
  const key = `packet:${head.number}:${head.sheet}`;
  let dirty = false;

  const answersOf = () => Object.fromEntries(forms.map((form) => {
    const data = new FormData(form);
    return [form.dataset.answer, Object.fromEntries([...data].map(([name, text]) => [name, String(text)]))];
  }));

  function put(answers) {
    for (const form of forms) {
      for (const [name, text] of Object.entries(answers[form.dataset.answer] || {})) {
        const field = form.elements[name];
        if (field) field.value = text;
      }
    }
  }

  /* The chip was drawn for what the server knew: once points are given here it would mislead. */
  function chips() {
    for (const form of forms) {
      const chip = form.closest("details")?.querySelector("summary .chip");
      if (chip) chip.hidden = Boolean(form.elements.points?.value);
    }
  }

  function keep() {
    dirty = true;
    chips();
    try {
      localStorage.setItem(key, JSON.stringify(answersOf()));
      told.textContent = words.kept;
    } catch {
      told.textContent = words.unkept;
    }
  }

  function save() {
    const text = JSON.stringify({ ...head, answers: answersOf() });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = `${head.number}-answers.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    dirty = false;
    told.textContent = words.done;
  }

  try { put(JSON.parse(localStorage.getItem(key)) || {}); } catch { /* nothing was kept */ }
  chips();
  document.addEventListener("input", keep);
  document.getElementById("save").addEventListener("click", save);
  addEventListener("submit", (event) => event.preventDefault());
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
})();
