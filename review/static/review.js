// The expert's bench by keyboard: points, criteria, remark, help. Saving is somebody else's business.
"use strict";

{
  const criteria = () => [...document.querySelectorAll("[data-criterion]")];
  const opened = () => criteria().find((one) => one.open);

  /* One criterion open at a time, in view, ready for a digit. */
  function open(criterion) {
    if (!criterion) return;
    criteria().forEach((one) => { one.open = one === criterion; }); // at once: the next digit may come before the toggle event
    criterion.querySelector("summary").focus();
    criterion.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.("[data-criterion]") || !event.target.open) return;
    criteria().forEach((one) => { if (one !== event.target) one.open = false; });
  }, true);

  /* A link to a folded criterion opens it. */
  function openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.matches("[data-criterion]")) open(target);
    else if (!target && matchMedia("(min-width: 64em)").matches) opened()?.scrollIntoView({ block: "nearest" });
  }
  addEventListener("hashchange", openTarget);

  const isBare = (criterion) => !criterion.querySelector("input[type=radio]:checked") && !criterion.querySelector("input[name=points]:not([type=radio])")?.value;

  function step(direction) {
    const list = criteria();
    const now = list.indexOf(opened());
    open(list[Math.min(list.length - 1, Math.max(0, now + direction))]);
  }

  function nextBare() {
    const list = criteria();
    const now = list.indexOf(opened());
    open([...list.slice(now + 1), ...list.slice(0, now + 1)].find(isBare));
  }

  function choose(digit) {
    const radio = opened()?.querySelector(`input[data-key="${digit}"]:not(:disabled)`);
    if (!radio) return;
    if (!radio.checked) {
      radio.checked = true;
      radio.dispatchEvent(new Event("input", { bubbles: true }));
      radio.dispatchEvent(new Event("change", { bubbles: true }));
    }
    moveOn(radio, true);
  }

  /* A mark that asks for no remark folds its criterion and leads on; any other waits for its remark. */
  function moveOn(radio, byKey) {
    const free = radio.form?.dataset.free?.split(" ");
    const remark = radio.form?.elements.remark;
    if (!free || !remark) return;
    if (free.includes(radio.value) || remark.value.trim()) nextBare();
    else if (byKey) remark.focus();
  }
  document.addEventListener("click", (event) => {
    if (event.detail && event.target.matches("[data-criterion] input[type=radio]")) moveOn(event.target, false);
  });

  /* Letters by the key's place, so that they work in the Russian layout too. */
  const ACTIONS = {
    KeyJ: () => step(1),
    KeyK: () => step(-1),
    KeyN: nextBare,
    KeyR: () => opened()?.querySelector("textarea")?.focus(),
  };

  /* Out of a remark: Escape to its criterion, Ctrl+Enter to the next one without points. */
  document.addEventListener("keydown", (event) => {
    const criterion = event.target.closest?.("[data-criterion]");
    if (!criterion || !event.target.matches("textarea, input")) return;
    if (event.key === "Escape") criterion.querySelector("summary").focus();
    else if (event.key === "Enter" && event.ctrlKey) nextBare();
    else return;
    event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (event.target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])")) return;
    if (event.key === "?" || (event.key === "," && event.shiftKey)) {
      document.getElementById("keys")?.showModal();
    } else if (/^[0-9]$/.test(event.key)) {
      choose(event.key);
    } else if (ACTIONS[event.code]) {
      ACTIONS[event.code]();
    } else return;
    event.preventDefault();
  });

  openTarget();
}
