// Select words in the document, and the new remark stands at them.
"use strict";

(() => {
  const form = document.querySelector("[data-remark]");
  const paper = document.getElementById("document");
  if (!form || !paper) return;
  const shown = form.querySelector("[data-quote]");
  const AROUND = 32;

  /* The nearest element of the document that carries a block id. */
  const blockOf = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("[id^=b]");

  function place() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const block = blockOf(range.startContainer);
    if (!block || !paper.contains(block)) return;
    const quote = selection.toString().trim();
    if (!quote) return;
    const before = document.createRange();
    before.setStart(block, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = before.toString().length;
    const text = block.textContent;
    form.elements.block_id.value = block.id;
    form.elements.quote.value = quote.slice(0, 2000);
    form.elements.prefix.value = text.slice(Math.max(0, start - AROUND), start);
    form.elements.suffix.value = text.slice(start + quote.length, start + quote.length + AROUND);
    shown.textContent = quote;
    shown.hidden = false;
  }

  document.addEventListener("selectionchange", place);
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName || "");
    if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && event.code === "KeyR") {
      event.preventDefault();
      form.elements.text.focus();
    }
  });
})();
