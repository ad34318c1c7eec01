// Saves every change of a score sheet by itself. What cannot be sent is kept in this browser, shown
// as unsaved, and sent when the line is back; another window's text is never overwritten unasked.
"use strict";

(() => {
  const words = document.getElementById("autosave-words").dataset;
  const state = document.getElementById("saved");
  const forms = [...document.querySelectorAll("form[data-autosave]")];
  const work = new Map(forms.map((form) => [form, { timer: 0, since: 0, busy: false, again: false, held: false, dirty: false, last: "" }]));
  const key = (form) => `sheet:${words.owner}:${form.dataset.autosave}`;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const FIELDS = ["points", "skip", "remark", "scope", "block_id", "block_start", "end_block_id", "block_end", "quote", "prefix", "suffix", "summary"];
  const WAIT = 700; // after the last key
  const LONGEST = 2000; // and however long one types
  const AGAIN = 3000;

  /* Said again every few seconds while the line is down: the same words stay, so that a link keeps its focus and a click. */
  function tell(text, failed = false, link = "") {
    if (state.firstChild?.nodeValue === text && Boolean(state.querySelector("a")) === Boolean(link)) return;
    state.textContent = text;
    state.classList.toggle("failed", failed);
    if (!link) return;
    const enter = document.createElement("a");
    Object.assign(enter, { href: link, target: "_blank", textContent: words.enter });
    state.append(" ", enter);
  }

  function valueOf(form) {
    const data = new FormData(form);
    return Object.fromEntries(FIELDS.filter((name) => form.elements[name]).map((name) => [name, data.get(name) || ""]));
  }
  const plain = (form) => JSON.stringify(valueOf(form));

  /* What the server sent, though somebody was quicker than this script and has changed it since. */
  function drawnOf(form) {
    const drawn = (field) => {
      const radios = field instanceof RadioNodeList ? [...field] : field.type === "radio" ? [field] : null;
      if (field.options) return [...field.options].find((one) => one.defaultSelected)?.value ?? "";
      return radios ? radios.find((one) => one.defaultChecked)?.value || "" : field.defaultValue;
    };
    return Object.fromEntries(FIELDS.filter((name) => form.elements[name]).map((name) => [name, drawn(form.elements[name])]));
  }

  /* The browser's own copy, with the version it was typed over. */
  function keep(form) {
    const copy = JSON.stringify({ version: form.elements.version.value, value: valueOf(form) });
    try { localStorage.setItem(key(form), copy); } catch { /* no storage: the page itself keeps it */ }
  }
  function forget(form) {
    try { localStorage.removeItem(key(form)); } catch { /* nothing was kept */ }
  }
  function kept(form) {
    try { return JSON.parse(localStorage.getItem(key(form))); } catch { return null; }
  }

  function put(form, value) {
    for (const name of FIELDS) {
      const field = form.elements[name];
      if (!field || value[name] === undefined) continue;
      if (name === "points" && field instanceof RadioNodeList) {
        for (const radio of field) radio.checked = radio.value === value.points || (value.points !== "" && Number(radio.value) === Number(value.points.replace(",", ".")));
      } else if (name === "points" && field.type === "radio") field.checked = field.value === value.points;
      else field.value = value[name];
    }
    form.dispatchEvent(new CustomEvent("filled", { bubbles: true }));
  }

  function changed(form, soon) {
    const my = work.get(form);
    if (!my.busy && !my.held && plain(form) === my.last) { clearTimeout(my.timer); my.dirty = false; forget(form); return; }
    my.dirty = true;
    keep(form);
    if (my.held) return;
    my.since ||= Date.now();
    clearTimeout(my.timer);
    const wait = soon ? 0 : Math.max(0, Math.min(WAIT, my.since + LONGEST - Date.now()));
    my.timer = setTimeout(() => send(form), wait);
  }

  /* One request of a form at a time; a change made meanwhile goes after it. */
  async function send(form) {
    const my = work.get(form);
    clearTimeout(my.timer);
    my.since = 0;
    if (my.busy || my.held) { my.again = true; return; }
    Object.assign(my, { busy: true, again: false });
    if (!state.querySelector("a")) tell(words.saving);
    const sent = plain(form);
    let answer = null;
    try {
      answer = await fetch(form.action, {
        method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
        redirect: "manual", signal: AbortSignal.timeout(15000),
      });
    } catch { /* no line; told below */ }
    const now = answer ? await take(form, answer, sent) : later(form, words.offline);
    my.busy = false;
    if (my.again || now) send(form);
  }

  function later(form, text, link = "") {
    tell(text, true, link);
    work.get(form).timer = setTimeout(() => send(form), AGAIN);
    return false;
  }

  /* Whether the form should go once more at once. */
  async function take(form, answer, sent) {
    if (answer.type === "opaqueredirect" || answer.status === 400 || answer.status === 401) return enterAgain(form);
    if (answer.status === 429 || answer.status >= 500) return later(form, words.busy);
    const figures = await answer.json().catch(() => ({}));
    if (answer.status === 409 && figures.version !== undefined) return conflict(form, figures);
    if (!answer.ok) { tell(figures.words || figures.detail || words.busy, true); return false; }
    form.elements.version.value = figures.version;
    work.get(form).last = sent;
    if (plain(form) === sent) { work.get(form).dirty = false; forget(form); } else keep(form);
    Object.entries(figures.parts || {}).forEach(redraw);
    form.closest("details")?.classList.toggle("is-missing", Boolean(figures.owes_remark));
    const others = [...work.values()].some((one) => one.held);
    tell(others ? words.conflict : fill(words.saved, { time: figures.saved_at }), others);
    return false;
  }

  function redraw([id, html]) {
    const old = document.getElementById(id);
    if (!old) return;
    const open = old.querySelector("details")?.open;
    old.outerHTML = html;
    if (open) document.getElementById(id).querySelector("details")?.setAttribute("open", "");
  }

  /* The session is over, or it is a new one: ask the page for its new token, or the person to sign in. */
  async function enterAgain(form) {
    if (await renew()) return true;
    return later(form, words.ended, words.signIn);
  }

  async function renew() {
    try {
      const answer = await fetch(location.pathname, { redirect: "manual" });
      if (!answer.ok) return false;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const token = page.querySelector("form[data-autosave] [name=csrf_token]")?.value;
      if (!token || page.getElementById("autosave-words")?.dataset.owner !== words.owner) return false;
      const stale = document.querySelector("form[data-autosave] [name=csrf_token]").value === token;
      document.querySelectorAll("[name=csrf_token]").forEach((input) => { input.value = token; });
      return !stale;
    } catch { return false; }
  }

  /* Another window saved first: show both, and wait for a choice. */
  function conflict(form, there) {
    work.get(form).held = true;
    keep(form);
    const box = form.querySelector("[data-conflict]");
    const part = (selector) => box.querySelector(selector);
    const said = (value) => [value.points === undefined ? "" : value.points || words.empty, value.remark ?? value.summary].filter(Boolean).join(" · ");
    box.replaceChildren(document.getElementById("conflict").content.cloneNode(true));
    box.hidden = false;
    part("[data-there]").textContent = said(there);
    const here = () => { part("[data-here]").textContent = said(valueOf(form)); };
    form.addEventListener("input", () => { if (!box.hidden) here(); });
    here();
    part("[data-keep]").addEventListener("click", () => settle(form, box, there));
    part("[data-take]").addEventListener("click", () => { put(form, there); settle(form, box, there); });
    form.closest("details")?.setAttribute("open", "");
    tell(words.conflict, true);
    return false;
  }

  function settle(form, box, there) {
    box.hidden = true;
    form.elements.version.value = there.version;
    Object.assign(work.get(form), { held: false, again: false });
    send(form);
  }

  /* Something typed did not reach the server last time: send it, or show both if the server's is newer. */
  function restore(form) {
    const copy = kept(form);
    if (!copy) return;
    const there = { ...drawnOf(form), version: form.elements.version.value };
    if (work.get(form).last === JSON.stringify(copy.value)) { forget(form); return; }
    put(form, copy.value);
    work.get(form).dirty = true;
    if (copy.version === there.version) send(form); else conflict(form, there);
  }

  for (const form of forms) {
    form.addEventListener("input", () => changed(form, false));
    form.addEventListener("change", () => changed(form, true));
    form.addEventListener("submit", (event) => { event.preventDefault(); changed(form, true); });
    form.querySelector("[data-save]")?.setAttribute("hidden", "");
    work.get(form).last = JSON.stringify(drawnOf(form));
    restore(form);
    if (!work.get(form).dirty && plain(form) !== work.get(form).last) changed(form, true);
  }

  /* Handing in and signing out wait until everything typed has arrived. */
  const unsent = () => forms.filter((form) => { const my = work.get(form); return my.dirty || my.busy || my.held; });
  function waitFor(form, seconds, anyway) {
    let ready = false;
    form?.addEventListener("submit", async (event) => {
      if (ready || !unsent().length) return;
      event.preventDefault();
      event.stopPropagation();
      unsent().forEach((one) => send(one));
      for (let tries = seconds * 10; tries && unsent().length; tries -= 1) await new Promise((done) => { setTimeout(done, 100); });
      if (unsent().length && !anyway) { tell(words.waiting, true); return; }
      ready = true;
      form.requestSubmit();
    });
  }
  waitFor(document.querySelector("[data-hand-in]"), 20, false);
  waitFor(document.querySelector('form[action$="/accounts/sign-out"]'), 3, true);

  const wake = () => unsent().forEach((form) => { if (!work.get(form).held) send(form); });
  addEventListener("online", wake);
  addEventListener("focus", wake);
})();
