/* The form of a remark: saved without leaving the page, kept in this browser until it is. */
(() => {
  const form = document.querySelector("form[data-remark]");
  if (!form) return;
  const box = form.closest("[data-remark-box]");
  const part = (name) => form.querySelector(`[data-${name}]`);
  const pendingList = document.querySelector("[data-pending]");
  const told = document.querySelector("[data-told]");
  const words = document.getElementById("marking-words").dataset;
  const PLACE = ["scope", "block_id", "block_start", "end_block_id", "block_end", "quote", "prefix", "suffix"];
  const DRAFT = `sheet:draft:${form.dataset.owner}`;
  const OUTBOX = `sheet:remark:${form.dataset.owner}:`;
  const AGAIN = 3000;
  const narrow = matchMedia("(max-width: 63.99em)");
  let cameFrom = null;
  let timer = 0;
  let sending = false;

  const store = {
    put(name, value) { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* no storage: the page keeps it */ } },
    get(name) { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } },
    drop(name) { try { localStorage.removeItem(name); } catch { /* nothing was kept */ } },
    names() { try { return Object.keys(localStorage); } catch { return []; } },
  };
  const fields = () => Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrf_token"));
  function freshKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(18));
    return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
  }

  /* Where the remark stands, in words; the quotation beside it. */
  function showPlace() {
    const [scope, quote] = [form.elements.scope.value || "document", form.elements.quote.value];
    part("place").textContent = part("place").dataset[scope];
    part("quote").textContent = quote.length > 300 ? `${quote.slice(0, 300)}…` : quote;
    part("quote").hidden = scope === "document" || !quote;
    part("hint").hidden = scope !== "document";
  }
  function setPlace(place) {
    PLACE.forEach((name) => { form.elements[name].value = place[name] ?? ""; });
    showPlace();
  }
  function refuse(text) {
    part("refused").textContent = text;
    part("refused").hidden = !text;
  }

  function open() {
    box.open = true;
    box.classList.toggle("is-sheet", narrow.matches);
    part("cancel").hidden = false;
    form.elements.text.focus({ preventScroll: narrow.matches });
    if (!narrow.matches) box.scrollIntoView({ block: "nearest" });
  }
  /* Away from the form; what was typed stays in it. */
  function close() {
    box.classList.remove("is-sheet");
    part("cancel").hidden = true;
    if (box.dataset.folds !== undefined && !form.elements.text.value) box.open = false;
    cameFrom?.setAttribute("tabindex", "-1");
    (cameFrom ?? document.querySelector("[data-marking-bar] [data-about=document]")).focus({ preventScroll: true });
  }
  document.addEventListener("remark:place", (event) => {
    setPlace(event.detail.place);
    cameFrom = document.getElementById(event.detail.place.block_id);
    refuse("");
    keepDraft();
    open();
  });

  /* A draft of what is being typed; the page needs no warning before it is left then. */
  function keepDraft() {
    if (form.elements.text.value.trim()) store.put(DRAFT, fields()); else store.drop(DRAFT);
    if (store.get(DRAFT)) delete form.dataset.guard;
  }
  function fill(values) {
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements[name];
      if (!field || name === "form_key" || name === "seen") continue;
      if (field.type === "checkbox") field.checked = true; else field.value = value;
    }
    showPlace();
  }
  function clear() {
    form.elements.text.value = "";
    form.elements.form_key.value = freshKey();
    [form.elements.criterion_id, form.elements.mistake].forEach((field) => { field.value = ""; });
    setPlace({ scope: "document" });
    store.drop(DRAFT);
    form.dispatchEvent(new CustomEvent("remark:cleared", { bubbles: true }));
  }

  /* --- the way to the server: each remark goes once, however often it is sent --- */
  const waiting = () => store.names().filter((name) => name.startsWith(OUTBOX)).map((name) => ({ name, ...store.get(name) })).sort((a, b) => a.at - b.at);
  const unkept = []; // what no storage would take

  function post(event) {
    event?.preventDefault();
    if (!form.reportValidity()) return;
    const entry = { at: Date.now(), fields: fields(), state: "sending" };
    const name = OUTBOX + entry.fields.form_key;
    store.put(name, entry);
    if (!store.get(name)) unkept.push({ name, ...entry });
    clear();
    refuse("");
    close();
    send();
  }

  async function send() {
    clearTimeout(timer);
    if (sending) return;
    sending = true;
    let later = "";
    for (const entry of [...waiting(), ...unkept]) {
      if (entry.state === "refused") continue;
      draw(entry.state === "sending" ? words.sending : later);
      later = await one(entry);
      if (later) break;
    }
    sending = false;
    draw(later);
    if (later) timer = setTimeout(send, AGAIN);
  }

  /* Nothing when it arrived or was refused; else why it has to wait. */
  async function one(entry, again = true) {
    const body = new FormData();
    Object.entries(entry.fields).forEach(([name, value]) => body.append(name, value));
    body.append("csrf_token", form.elements.csrf_token.value);
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(15000) });
    } catch { return words.offline; }
    if (answer.status === 400 || answer.status === 401) return again && (await renew()) ? one(entry, false) : words.ended;
    if (answer.status === 429 || answer.status >= 500) return words.busy;
    if (answer.ok) { await arrived(entry, answer); return ""; }
    const figures = await answer.json().catch(() => ({}));
    refused(entry, figures.words || figures.detail || words.busy);
    return "";
  }

  /* The card of the remark; of one sent before, whose answer was lost, the page that shows it. */
  async function arrived(entry, answer) {
    forget(entry);
    if (answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      page.querySelectorAll("[data-mark]").forEach((card) => marks.put(card.outerHTML));
    } else marks.put((await answer.json()).html);
    told.textContent = "";
    told.textContent = words.written;
  }
  function forget(entry) {
    store.drop(entry.name);
    const at = unkept.findIndex((one) => one.name === entry.name);
    if (at >= 0) unkept.splice(at, 1);
  }
  /* Back into the form if that is free; else it waits in the list, with the reason. */
  function refused(entry, why) {
    if (!form.elements.text.value.trim()) { takeBack(entry, why); return; }
    store.put(entry.name, { at: entry.at, fields: entry.fields, state: "refused", why });
  }
  function takeBack(entry, why) {
    forget(entry);
    fill(entry.fields);
    keepDraft();
    open();
    refuse(why || "");
  }

  /* The session is over, or it is a new one: the page's new token, if it is the same person's. */
  async function renew() {
    try {
      const answer = await fetch(location.pathname, { redirect: "manual" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const twin = page.querySelector("form[data-remark]");
      if (!twin || twin.dataset.owner !== form.dataset.owner) return false;
      const token = twin.elements.csrf_token.value;
      const stale = token === form.elements.csrf_token.value;
      document.querySelectorAll("[name=csrf_token]").forEach((input) => { input.value = token; });
      return !stale;
    } catch { return false; }
  }

  /* What has not arrived yet stands above the list, with the reason. */
  function draw(why) {
    const list = [...waiting(), ...unkept];
    pendingList.hidden = !list.length;
    pendingList.replaceChildren(...list.map((entry) => {
      const item = document.createElement("li");
      item.className = "card is-pending";
      const [text, state] = [document.createElement("p"), document.createElement("p")];
      text.textContent = entry.fields.text;
      state.className = entry.state === "refused" ? "field-error" : "quiet small";
      state.textContent = entry.state === "refused" ? entry.why : why;
      item.append(text, state);
      if (entry.state === "refused") {
        const back = document.createElement("button");
        Object.assign(back, { type: "button", className: "button compact", textContent: words.back });
        back.addEventListener("click", () => { takeBack(entry, entry.why); draw(why); });
        item.append(back);
      }
      return item;
    }));
    if (why && why !== words.sending && told.textContent !== why) told.textContent = why;
  }

  form.addEventListener("submit", post);
  form.addEventListener("input", () => { keepDraft(); refuse(""); });
  form.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (event.key === "Enter" && event.ctrlKey) post(event);
    else if (event.key === "Escape") { event.preventDefault(); close(); }
  });
  part("cancel").addEventListener("click", close);
  part("keys").hidden = false;
  part("hint").hidden = false;
  ["online", "focus"].forEach((name) => addEventListener(name, () => { if (waiting().length || unkept.length) send(); }));
  const draft = store.get(DRAFT);
  if (draft && !form.elements.text.value) { fill(draft); box.open = true; delete form.dataset.guard; }
  if (waiting().length) send();
})();
