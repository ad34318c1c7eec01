// Marking a document: remarks at words, cells, paragraphs and sections. Joined from numbered parts:
// cat review/static/marking/*.js > review/static/marking.js
"use strict";

/* Between what the browser shows and what the text model knows: blocks and characters in them. */
const places = (() => {
  const paper = document.getElementById("document");
  const SILENT = ".doc-label, .doc-no-image, .mark-badge"; // drawn, but not of the text
  const AROUND = 32;
  const LONGEST = 2000;
  const isLeaf = (element) => /^b\d+$/.test(element.id) && element.nodeName !== "TABLE"; // cells and rows have ids too
  const leaves = [...paper.querySelectorAll("[id^=b]")].filter(isLeaf);
  const order = new Map(leaves.map((leaf, at) => [leaf, at]));

  /* The block of text around a node; null outside of the document and between blocks. */
  function leafAt(node) {
    let found = node?.nodeType === 1 ? node : node?.parentElement;
    while (found && found !== paper && !order.has(found)) found = found.parentElement;
    return order.has(found) ? found : null;
  }

  /* The texts and line breaks of a block in order, each with the character it begins at. */
  function pieces(leaf) {
    const walker = document.createTreeWalker(leaf, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => (
      node.nodeType === 1 && node.matches(SILENT) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
    const found = [];
    let at = 0;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const text = node.nodeType === 3;
      if (!text && node.nodeName !== "BR") continue;
      const skip = text && node.previousSibling?.nodeName === "SPAN" && node.previousSibling.matches(".doc-label") ? 1 : 0;
      const words = text ? node.data.slice(skip) : "\n";
      found.push({ node, skip, at, words });
      at += words.length;
    }
    return found;
  }
  const textOf = (leaf) => pieces(leaf).map((one) => one.words).join("");

  /* How many characters of the block lie before a point of the page. */
  function before(leaf, node, offset) {
    const point = document.createRange();
    point.setStart(node, offset);
    let count = 0;
    for (const one of pieces(leaf)) {
      if (one.node === node) return one.at + Math.min(Math.max(0, offset - one.skip), one.words.length);
      if (point.comparePoint(one.node, 0) >= 0) return count;
      count = one.at + one.words.length;
    }
    return count;
  }

  /* The server counts signs, a browser halves of them: they differ for emoji and the like. */
  const signs = (text, at) => [...text.slice(0, at)].length;
  const halves = (text, count) => (count >= text.length ? text.length : [...text].slice(0, count).join("").length);
  const plain = (text) => text.replace(/\s+/g, " ").trim();

  /* The blocks a range of the page touches with at least one sign, each with its characters. */
  function parts(range) {
    const touched = leaves.filter((leaf) => range.intersectsNode(leaf));
    return touched.map((leaf) => {
      const text = textOf(leaf);
      const from = leaf.contains(range.startContainer) ? before(leaf, range.startContainer, range.startOffset) : 0;
      const to = leaf.contains(range.endContainer) ? before(leaf, range.endContainer, range.endOffset) : text.length;
      return { leaf, text, from, to };
    }).filter((one) => one.text.slice(one.from, one.to).trim());
  }

  /* What the form tells of selected words; null when no words of the document are selected. */
  function ofRange(range) {
    if (!paper.contains(range.commonAncestorContainer) && !range.intersectsNode(paper)) return null;
    const found = parts(range);
    if (!found.length) return null;
    const [first, last] = [found[0], found[found.length - 1]];
    const quote = plain(found.map((one) => one.text.slice(one.from, one.to)).join(" "));
    return {
      scope: "words", quote: [...quote].slice(0, LONGEST).join(""),
      block_id: first.leaf.id, block_start: signs(first.text, first.from),
      end_block_id: last.leaf.id, block_end: signs(last.text, last.to),
      prefix: plain(first.text.slice(0, first.from)).slice(-AROUND), suffix: plain(last.text.slice(last.to)).slice(0, AROUND),
    };
  }

  /* A paragraph, cell or table, or the section that a heading opens. */
  function ofBlock(block, scope) {
    const quote = plain(block.nodeName === "TABLE" ? block.innerText : textOf(block)).slice(0, LONGEST);
    return { scope, quote, block_id: block.id, block_start: "", end_block_id: "", block_end: "", prefix: "", suffix: "" };
  }
  const nowhere = () => ({ scope: "document", quote: "", block_id: "", block_start: "", end_block_id: "", block_end: "", prefix: "", suffix: "" });

  /* Characters of blocks back as what the page holds: [{leaf, from, to}] in halves of signs. */
  function spread(place) {
    const [first, last] = [place.block, place.endBlock || place.block].map((id) => document.getElementById(id));
    const low = order.get(first) ?? order.get(leaves.find((leaf) => first?.contains(leaf)));
    const high = order.get(last) ?? low;
    if (low === undefined || high < low) return [];
    return leaves.slice(low, high + 1).map((leaf) => {
      const text = textOf(leaf);
      return {
        leaf,
        from: leaf === first && place.start !== "" ? halves(text, Number(place.start)) : 0,
        to: leaf === last && place.end !== "" ? halves(text, Number(place.end)) : text.length,
      };
    });
  }

  /* The point of the page where a character of a block begins, or where one ends. */
  function point(leaf, at, ends) {
    const found = pieces(leaf).filter((one) => one.node.nodeType === 3 && one.words);
    const one = found.find((each) => (ends ? at <= each.at + each.words.length : at < each.at + each.words.length)) || found[found.length - 1];
    return one ? [one.node, Math.min(Math.max(0, at - one.at), one.words.length) + one.skip] : [leaf, 0];
  }

  return { paper, leaves, order, leafAt, pieces, textOf, ofRange, ofBlock, nowhere, spread, point };
})();
