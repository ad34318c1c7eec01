// Talks: what is typed is kept in this browser until it is sent; @ calls somebody; reading is noted.
"use strict";

{
  const keyOf = (form) => `draft:talk:${form.dataset.keep}`;
  const fields = (form) => [...form.querySelectorAll("[data-draft]")];

  function keep(form) {
    const copy = Object.fromEntries(fields(form).map((one) => [one.name, one.value]));
    try {
      if (Object.values(copy).some((text) => text.trim())) localStorage.setItem(keyOf(form), JSON.stringify(copy));
      else localStorage.removeItem(keyOf(form));
    } catch { /* no storage: the page itself keeps it */ }
  }

  function restore(form) {
    let copy = null;
    try { copy = JSON.parse(localStorage.getItem(keyOf(form))); } catch { return; }
    if (!copy) return;
    for (const one of fields(form)) if (!one.value && copy[one.name]) one.value = copy[one.name];
    const fold = form.closest("details");
    if (fold) fold.open = true;
  }

  /* The server answers a sent message with the page of its talk; a refused one comes back typed in. */
  function forgetSent() {
    const sent = sessionStorage.getItem("talk:sent");
    sessionStorage.removeItem("talk:sent");
    if (!sent || document.querySelector(".callout.danger")) return;
    try { localStorage.removeItem(sent); } catch { /* nothing was kept */ }
  }

  /* A name picked after @ is called by a letter as well. */
  const calls = (form) => [...form.querySelectorAll("[data-calls] label.choice")].map((label) => ({ box: label.querySelector("input"), name: label.textContent.trim().split(",")[0] }));
  let shown = null; // the open list of names

  function typedName(field) {
    const before = field.value.slice(0, field.selectionStart);
    const found = before.match(/(?:^|\s)@([^\s@]*(?: [^\s@]*)?)$/u);
    return found ? found[1] : null;
  }

  function suggest(field) {
    const typed = typedName(field);
    const fitting = typed === null ? [] : calls(field.form).filter((one) => one.name.toLowerCase().startsWith(typed.toLowerCase()));
    if (!fitting.length) { close(); return; }
    if (shown?.field !== field) { close(); shown = { field, list: makeList(field), place: 0 }; }
    shown.found = fitting.slice(0, 8);
    shown.typed = typed;
    shown.list.replaceChildren(...shown.found.map((one, place) => {
      const item = document.createElement("li");
      item.id = `called-${place}`;
      item.setAttribute("role", "option");
      item.textContent = one.name;
      return item;
    }));
    mark(0);
  }

  function makeList(field) {
    const list = document.createElement("ul");
    list.className = "names-list";
    list.id = "names-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.form.querySelector("[data-calls] summary span").textContent);
    field.after(list);
    field.setAttribute("aria-controls", list.id);
    return list;
  }

  function mark(place) {
    shown.place = (place + shown.found.length) % shown.found.length;
    [...shown.list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === shown.place)));
    shown.field.setAttribute("aria-activedescendant", `called-${shown.place}`);
  }

  function close() {
    if (!shown) return;
    shown.list.remove();
    for (const name of ["aria-controls", "aria-activedescendant"]) shown.field.removeAttribute(name);
    shown = null;
  }

  function pick(place) {
    const { field, found, typed } = shown;
    const one = found[place];
    close();
    field.setRangeText(`${one.name} `, field.selectionStart - typed.length, field.selectionStart, "end");
    one.box.checked = true;
    one.box.closest("details").open = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  const KEYS = {
    ArrowDown: () => mark(shown.place + 1),
    ArrowUp: () => mark(shown.place - 1),
    Enter: () => pick(shown.place),
    Tab: () => pick(shown.place),
    Escape: close,
  };

  document.addEventListener("keydown", (event) => {
    if (shown && event.target === shown.field && KEYS[event.key] && !event.ctrlKey) KEYS[event.key]();
    else if (event.key === "Enter" && event.ctrlKey && event.target.matches("form[data-keep] textarea")) event.target.form.requestSubmit();
    else return;
    event.preventDefault();
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-keep]");
    if (!form) return;
    keep(form);
    if (event.target.matches("textarea")) suggest(event.target);
  });
  document.addEventListener("focusout", (event) => { if (shown && event.target === shown.field) setTimeout(() => { if (shown && document.activeElement !== shown.field) close(); }, 200); });
  document.addEventListener("pointerdown", (event) => { if (event.target.closest(".names-list")) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    const item = event.target.closest(".names-list [role=option]");
    if (item && shown) pick([...shown.list.children].indexOf(item));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (form) sessionStorage.setItem("talk:sent", keyOf(form));
  });

  /* What is on the screen counts as read once the page is looked at. */
  async function noteRead() {
    const form = document.querySelector("form[data-read]");
    if (!form || document.hidden) return;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (answer.type === "opaqueredirect") form.remove();
    } catch { /* the button is still there */ }
  }

  forgetSent();
  document.querySelectorAll("form[data-keep]").forEach(restore);
  document.querySelectorAll("[data-keys]").forEach((one) => { one.hidden = false; });
  document.addEventListener("visibilitychange", noteRead);
  noteRead();
}
