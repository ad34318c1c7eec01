// Words selected in the document become the words of the form; without script they are copied in.
const form = document.querySelector("[data-place]");
const text = document.getElementById("document");
const AROUND = 60;

function blockOf(node) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const block = element.closest("[id]");
  return block && text.contains(block) && block !== text ? block : null;
}

function around(block, range) {
  const before = document.createRange();
  before.setStart(block, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const behind = document.createRange();
  behind.setStart(range.endContainer, range.endOffset);
  behind.setEndAfter(block.lastChild || block);
  return [before.toString().slice(-AROUND), block.contains(range.endContainer) ? behind.toString().slice(0, AROUND) : ""];
}

function take() {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  const block = text.contains(range.commonAncestorContainer) ? blockOf(range.startContainer) : null;
  const quote = selection.toString().trim();
  if (!block || !quote) return;
  const [prefix, suffix] = around(block, range);
  Object.entries({ quote, prefix, suffix, block_id: block.id }).forEach(([name, value]) => {
    form.elements[name].value = value;
  });
}

function retyped() {
  ["prefix", "suffix", "block_id"].forEach((name) => { form.elements[name].value = ""; });
}

if (form && text) {
  document.addEventListener("selectionchange", take);
  form.elements.quote.addEventListener("input", retyped);
}
