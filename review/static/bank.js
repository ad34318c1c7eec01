// Ready wordings beside a remark: Alt+B, or the sign / in an empty field, opens the list; Enter puts one in.
"use strict";

{
  const words = document.getElementById("bank-words")?.dataset;
  const slots = () => [...document.querySelectorAll("[data-bank]")];
  const fieldOf = (slot) => document.getElementById(slot.dataset.for);
  const slotOf = (field) => slots().find((slot) => slot.dataset.for === field?.id);
  const plain = (text) => text.toLowerCase().replaceAll("ё", "е");
  const MOST_SHOWN = 50;
  const LEAST_KEPT = 10; // signs; anything shorter is not worth a place in the list
  let wordings = null; // fetched when first asked for
  let shown = null; // the one open list

  function post(url, fields) {
    const body = new URLSearchParams({ csrf_token: words.csrf, ...fields });
    return fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", keepalive: true });
  }

  async function load() {
    const answer = await fetch(words.list, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (!answer.ok) throw new Error(answer.statusText);
    return (await answer.json()).entries;
  }

  /* Those of the criterion first; otherwise the most used first, as they came. */
  function fitting(criterion, typed) {
    const asked = plain(typed).split(/\s+/).filter(Boolean);
    const found = wordings.filter((one) => asked.every((part) => plain(`${one.criterion} ${one.mistake} ${one.text}`).includes(part)));
    const own = (one) => Boolean(criterion) && one.criterion === criterion;
    return [...found.filter(own), ...found.filter((one) => !own(one))];
  }

  const fill = (text, n) => text.replace("{n}", n);

  function line(entry, place) {
    const item = document.createElement("li");
    item.id = `wording-option-${place}`;
    item.setAttribute("role", "option");
    item.dataset.place = place;
    const where = document.createElement("small");
    where.textContent = [entry.criterion, entry.mistake, entry.shared ? words.shared : words.own].filter(Boolean).join(" · ");
    item.append(entry.text, where);
    return item;
  }

  function draw() {
    const { list, input, said } = shown;
    const found = fitting(shown.slot.dataset.offers, input.value);
    shown.found = found.slice(0, MOST_SHOWN);
    list.replaceChildren(...shown.found.map(line));
    said.textContent = found.length ? fill(words.found, found.length) : wordings.length ? words.none : words.empty;
    mark(0);
  }

  function mark(place) {
    const { list, input, found } = shown;
    shown.place = found.length ? (place + found.length) % found.length : -1;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === shown.place)));
    const chosen = list.children[shown.place];
    if (!chosen) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }

  async function open(slot) {
    if (shown?.slot === slot) { close(true); return; }
    close(false);
    const panel = document.getElementById("bank-panel").content.cloneNode(true).firstElementChild;
    const [input, list, said] = [panel.querySelector("input"), panel.querySelector("ul"), panel.querySelector("[role=status]")];
    list.id = `${slot.dataset.for}-wordings`;
    input.setAttribute("aria-controls", list.id);
    shown = { slot, panel, input, list, said, found: [], place: -1 };
    slot.append(panel);
    slot.querySelector("[data-bank-open]").setAttribute("aria-expanded", "true");
    input.focus();
    const mine = shown;
    try { wordings ??= await load(); } catch { if (shown === mine) said.textContent = words.broken; return; }
    if (shown !== mine) return;
    draw();
    panel.scrollIntoView({ block: "center" });
  }

  function close(back) {
    if (!shown) return;
    const { slot, panel } = shown;
    shown = null;
    panel.remove();
    slot.querySelector("[data-bank-open]").setAttribute("aria-expanded", "false");
    if (back) fieldOf(slot)?.focus();
  }

  /* At the caret; level, criterion and mistake of the wording only where the form has nothing yet. */
  function put(entry) {
    const { slot } = shown;
    const field = fieldOf(slot);
    const fresh = !field.value.trim();
    close(true);
    const before = field.value.slice(0, field.selectionStart);
    const text = before && !/\s$/.test(before) ? ` ${entry.text}` : entry.text;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    for (const [name, value] of [["level", entry.level], ["criterion_id", entry.criterion], ["mistake", entry.mistake]]) choose(field.form, name, value, fresh);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    post(words.use.replace("/0/", `/${entry.id}/`), {}).catch(() => {}); // a lost count is no loss
  }

  function choose(form, name, value, fresh) {
    const select = form?.querySelector(`select[name="${name}"]`);
    const known = select && [...select.options].some((option) => option.value === value);
    if (!known || !value || !fresh || (name !== "level" && select.value)) return;
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  async function keep(slot) {
    const field = fieldOf(slot);
    const chosen = (name) => field.form?.querySelector(`select[name="${name}"]`)?.value;
    const told = { text: field.value, level: chosen("level") || "must", criterion_id: slot.dataset.offers || chosen("criterion_id") || "", mistake: chosen("mistake") || "" };
    let said = words.broken;
    try {
      const answer = await post(words.add, told);
      const entry = answer.ok || answer.status === 422 ? await answer.json() : {};
      if (answer.ok) { said = words.kept; wordings = null; } else said = entry.words || said;
    } catch { /* no line: said below */ }
    const status = slot.querySelector("[data-bank-said]");
    status.hidden = false;
    status.textContent = said;
  }

  function offerKeeping(field) {
    const slot = slotOf(field);
    if (slot) slot.querySelector("[data-bank-keep]").hidden = field.value.trim().length < LEAST_KEPT;
  }

  /* The field one writes in, or the one field in sight. */
  function nearest(target) {
    const inside = target.closest?.("[data-bank]");
    if (inside) return inside;
    const own = target.matches?.("textarea") ? slotOf(target) : null;
    if (own) return own;
    const seen = slots().filter((slot) => slot.offsetParent);
    const form = target.closest?.("form");
    return seen.find((slot) => form?.contains(slot)) || (seen.length === 1 ? seen[0] : null);
  }

  const KEYS = {
    ArrowDown: () => mark(shown.place + 1),
    ArrowUp: () => mark(shown.place - 1),
    Enter: () => { if (shown.found[shown.place]) put(shown.found[shown.place]); },
    Escape: () => close(true),
  };

  function onKey(event) {
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyB") {
      const slot = nearest(event.target);
      if (!slot) return false;
      open(slot);
    } else if (shown?.panel.contains(event.target) && event.target === shown.input && KEYS[event.key] && !event.altKey) {
      KEYS[event.key]();
    } else if (event.key === "/" && event.target.matches?.("textarea") && !event.target.value.trim() && !event.target.readOnly && slotOf(event.target)) {
      open(slotOf(event.target));
    } else return false;
    return true;
  }

  if (words) {
    document.addEventListener("keydown", (event) => {
      if (event.isComposing || !onKey(event)) return;
      event.preventDefault();
      event.stopPropagation();
    }, true);
    document.addEventListener("input", (event) => {
      if (shown && event.target === shown.input) { event.stopPropagation(); if (wordings) draw(); } else if (event.target.matches("textarea")) offerKeeping(event.target);
    }, true);
    document.addEventListener("pointerdown", (event) => { if (event.target.closest(".bank-panel [role=option]")) event.preventDefault(); });
    document.addEventListener("click", (event) => {
      const option = event.target.closest(".bank-panel [role=option]");
      if (option && shown) { put(shown.found[Number(option.dataset.place)]); return; }
      const slot = event.target.closest("[data-bank]");
      if (event.target.closest("[data-bank-open]")) open(slot);
      else if (event.target.closest("[data-bank-keep]")) keep(slot);
      else if (shown && !shown.slot.contains(event.target)) close(false);
    });
    document.querySelectorAll("[data-bank-open]").forEach((button) => { button.hidden = false; });
    slots().forEach((slot) => { if (fieldOf(slot)) offerKeeping(fieldOf(slot)); });
  }
}
