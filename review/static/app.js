// Small comforts on every page; each page works without them.
"use strict";

{
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const language = document.documentElement.lang;
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /* Menus: one open at a time, closed by Escape or a click elsewhere. */
  function closeMenus(but) {
    all("details[data-menu][open]").forEach((menu) => { if (menu !== but) menu.open = false; });
  }

  /* The navigation of a narrow screen. */
  function toggleNav(link) {
    const nav = document.getElementById(link.dataset.toggle);
    const open = nav.classList.toggle("is-open");
    link.setAttribute("aria-expanded", String(open));
    if (open) nav.querySelector("a")?.focus();
  }

  /* Colours and type change at once; the server remembers them. Language needs a new page. */
  async function changeLook(form, button) {
    const root = document.documentElement;
    if (button.name === "theme") {
      if (button.value === "auto") delete root.dataset.theme; else root.dataset.theme = button.value;
    } else root.toggleAttribute("data-large", button.value === "1");
    all(`[name="${button.name}"]`, form).forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
    const body = new FormData(form);
    body.set(button.name, button.value);
    await fetch(form.action, { method: "POST", body, redirect: "manual" });
  }

  /* A file on its way: real progress, then the server's own page in place of this one. */
  function sendFile(form, button) {
    const box = form.querySelector("[data-progress]");
    const [bar, words] = [box.querySelector("progress"), box.querySelector("p")];
    const request = new XMLHttpRequest();
    const body = new FormData(form);
    if (button?.name) body.append(button.name, button.value);
    const megabytes = (n) => (n / 1048576).toLocaleString(language, { maximumFractionDigits: 1 });
    const stop = () => { words.textContent = box.dataset.broken; release(form); };
    request.upload.addEventListener("progress", (event) => {
      bar.max = event.total;
      bar.value = event.loaded;
      words.textContent = event.loaded === event.total ? box.dataset.done
        : fill(box.dataset.words, { n: megabytes(event.loaded), total: megabytes(event.total) });
    });
    request.addEventListener("load", () => {
      if (request.status !== 401) { showAnswer(request); return; }
      form.dataset.stale = "yes";
      words.textContent = box.dataset.ended;
      release(form);
    });
    request.addEventListener("error", stop);
    request.addEventListener("abort", stop);
    box.hidden = false;
    request.open("POST", form.action);
    request.send(body);
  }

  /* After signing in elsewhere the form takes the fresh hidden words of its page; the file stays chosen. */
  async function renew(form) {
    if (!form.dataset.stale) return;
    delete form.dataset.stale;
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const twin = all("form[data-upload]", page).find((one) => one.action === form.action);
    for (const name of ["csrf_token", "form_key", "version"]) {
      if (twin?.elements[name] && form.elements[name]) form.elements[name].value = twin.elements[name].value;
    }
  }

  let replaced = false;
  function showAnswer(request) {
    replaced = true;
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    document.title = answer.title;
    document.body.replaceWith(answer.body);
    history.pushState({}, "", request.responseURL);
    const known = all("script[src]", document.head).map((script) => script.getAttribute("src"));
    all("script[src]", answer.head).filter((script) => !known.includes(script.getAttribute("src"))).forEach((script) => {
      const copy = document.createElement("script");
      copy.src = script.getAttribute("src");
      document.head.append(copy);
    });
    scrollTo(0, 0);
    dress();
  }

  /* A form goes once, however often its button is pressed. */
  function hold(form, button) {
    form.dataset.gone = "yes";
    button?.setAttribute("aria-busy", "true");
    setTimeout(() => release(form), 15000); // an answer may be a file, and the page stays
  }

  function release(form) {
    delete form.dataset.gone;
    all("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
  }

  /* Whoever signs out leaves nothing typed behind on a shared computer. */
  function forgetCopies() {
    try { Object.keys(localStorage).filter((name) => /^(sheet|draft):/.test(name)).forEach((name) => localStorage.removeItem(name)); } catch { /* no storage */ }
  }

  document.addEventListener("submit", (event) => {
    const { target: form, submitter: button } = event;
    if (!event.defaultPrevented && form.getAttribute("action")?.endsWith("/accounts/sign-out")) forgetCopies();
    if (event.defaultPrevented || form.method === "dialog" || form.method === "get") return;
    if (form.dataset.gone) return event.preventDefault();
    if (form.matches("[data-look]") && button?.name !== "language") {
      event.preventDefault();
      changeLook(form, button);
      return;
    }
    const file = form.matches("[data-upload]") && all("input[type=file]", form).some((input) => input.files.length);
    if (file) {
      event.preventDefault();
      hold(form, button);
      renew(form).then(() => sendFile(form, button));
    } else setTimeout(() => { if (!event.defaultPrevented) hold(form, button); });
  });

  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("a") ? null : event.target.closest("details[data-menu]"));
    const link = event.target.closest("[data-toggle]");
    if (link) { event.preventDefault(); toggleNav(link); }
    if (event.target.closest("[aria-disabled=true]")) event.preventDefault();
    const helper = event.target.closest("[data-help]");
    if (helper) document.getElementById(helper.dataset.help).showModal();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("details[data-menu][open]");
    closeMenus();
    menu?.querySelector("summary").focus();
  });

  /* Characters left under a long answer. */
  function count(area) {
    const words = document.getElementById(area.dataset.counter);
    const left = area.maxLength - area.value.length;
    words.textContent = fill(words.dataset.words, { n: left.toLocaleString(language) });
  }
  document.addEventListener("input", (event) => { if (event.target.dataset?.counter) count(event.target); });

  /* A long form asks before it is left with something unsaved. */
  let unsaved = null;
  document.addEventListener("input", (event) => { unsaved = event.target.closest?.("form[data-guard]") ?? unsaved; });
  addEventListener("beforeunload", (event) => {
    if (unsaved?.isConnected && !unsaved.dataset.gone) event.preventDefault();
  });

  /* Dragging a file over its box. */
  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(name, (event) => {
      const box = event.target.closest?.("[data-drop]");
      if (!box) return;
      event.preventDefault();
      box.classList.toggle("is-over", over);
      const input = box.querySelector("input[type=file]");
      if (name === "drop" && event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }

  /* The divider between two panes: drag it, or press the arrow keys. */
  function setSplit(divider, share) {
    const kept = Math.min(75, Math.max(30, Math.round(share)));
    divider.setAttribute("aria-valuenow", String(kept));
    divider.parentElement.style.setProperty("--split", `${kept}%`);
    document.cookie = `split=${kept}; path=/; max-age=31536000; samesite=lax`;
  }

  function dressSplit(split) {
    const divider = split.querySelector("[role=separator]");
    const kept = document.cookie.match(/(?:^|; )split=(\d+)/);
    if (kept) setSplit(divider, Number(kept[1]));
    divider.addEventListener("pointerdown", (event) => {
      divider.setPointerCapture(event.pointerId);
      divider.classList.add("is-held");
    });
    divider.addEventListener("pointermove", (event) => {
      if (!divider.classList.contains("is-held")) return;
      const box = split.getBoundingClientRect();
      setSplit(divider, (100 * (event.clientX - box.left)) / box.width);
    });
    divider.addEventListener("lostpointercapture", () => divider.classList.remove("is-held"));
    divider.addEventListener("keydown", (event) => {
      const now = Number(divider.getAttribute("aria-valuenow"));
      const next = { ArrowLeft: now - 2, ArrowRight: now + 2, Home: 30, End: 75 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      setSplit(divider, next);
    });
  }

  /* A link to a cell of the document brings it to the middle; a cell that a merged one covers gives way to it. */
  function showCell() {
    const [, table, row, column] = location.hash.match(/^#(b[\w.]+)-r(\d+)(?:-c(\d+))?$/) ?? [];
    if (!table) return;
    const at = (r, c) => document.getElementById(`${table}-r${r}${c ? `-c${c}` : ""}`);
    let cell = at(row, column);
    for (let r = row; !cell && r > 0; r--) for (let c = column; !cell && c > 0; c--) {
      const near = at(r, c);
      if (near && near.rowSpan > row - r && near.colSpan > column - c) cell = near;
    }
    cell ??= at(row) ?? document.getElementById(table);
    all(".lit").forEach((one) => one.classList.remove("lit"));
    cell?.classList.add("lit");
    cell?.scrollIntoView({ block: "center", inline: "center" });
  }
  addEventListener("hashchange", showCell);

  /* A table wider than its page says so. */
  function tellWide() {
    const words = document.querySelector("[data-wide]")?.dataset.wide;
    all(".doc-table-wrap").forEach((box) => {
      const told = box.previousElementSibling?.matches(".doc-wide");
      if (!words || told || box.scrollWidth <= box.clientWidth + 1) return;
      const line = document.createElement("p");
      line.className = "doc-wide";
      line.textContent = words;
      box.before(line);
      box.setAttribute("aria-label", words);
    });
  }

  /* What has to be done once for each page that is shown. */
  function dress() {
    all(".nav-toggle").forEach((link) => link.setAttribute("aria-expanded", "false"));
    all("[data-counter]").forEach(count);
    all("[data-split]").forEach(dressSplit);
    all("[data-help]").forEach((button) => { button.hidden = false; });
    document.querySelector("[data-focus]")?.focus();
    tellWide();
    showCell();
  }

  /* Scripts needed only by whoever begins to write come with the first touch: the page itself opens lighter. */
  function fetchLate() {
    all("[data-late]").forEach((one) => {
      const script = document.createElement("script");
      script.src = one.dataset.late;
      delete one.dataset.late;
      document.head.append(script);
    });
  }
  for (const name of ["pointerdown", "keydown", "focusin"]) addEventListener(name, fetchLate, { capture: true });

  addEventListener("pageshow", () => all("form[data-gone]").forEach(release));
  /* Back from a page put in place of this one; a link to a place within the page is no such thing. */
  addEventListener("popstate", () => { if (replaced) location.reload(); });
  dress();
}
