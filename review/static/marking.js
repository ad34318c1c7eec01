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
/* Every remark's words are marked in the document, whatever else is marked there. */
const marks = (() => {
  const { paper, order, pieces, spread } = places;
  const words = document.querySelector("[data-marks]")?.dataset ?? {};
  const cards = () => [...document.querySelectorAll("[data-mark]")];
  const placeOf = (card) => ({ block: card.dataset.block, endBlock: card.dataset.endBlock, start: card.dataset.start, end: card.dataset.end });

  function wipe() {
    paper.querySelectorAll(".mark-badge").forEach((badge) => badge.remove());
    paper.querySelectorAll("mark.has-remark").forEach((mark) => { const home = mark.parentNode; mark.replaceWith(...mark.childNodes); home.normalize(); });
    paper.querySelectorAll(".has-block-remark").forEach((block) => block.classList.remove("has-block-remark", "must", "improve", "praise", "tied"));
  }

  /* Draw all of them anew: by the cards beside the document, and by the forms of criteria. */
  function draw() {
    wipe();
    const byLeaf = new Map();
    const lay = (part, one) => byLeaf.set(part.leaf, [...(byLeaf.get(part.leaf) ?? []), { ...one, from: part.from, to: part.to }]);
    cards().forEach((card, at) => {
      number(card, at + 1);
      if (!card.dataset.block) return;
      const parts = spread(placeOf(card));
      const one = { id: card.dataset.mark, n: at + 1, level: card.dataset.level, whole: card.dataset.scope !== "words" };
      parts.forEach((part, place) => lay(part, { ...one, last: place === parts.length - 1 }));
    });
    for (const form of document.querySelectorAll("form[data-autosave]")) {
      if (!form.elements.quote?.value) continue;
      const [code, value] = [form.dataset.autosave, (name) => form.elements[name].value];
      const place = { block: value("block_id"), endBlock: value("end_block_id"), start: value("block_start"), end: value("block_end") };
      spread(place).forEach((part, at, all) => lay(part, { id: `of-${code}`, n: code, level: "tied", whole: place.start === "", last: at === all.length - 1 }));
    }
    for (const [leaf, list] of byLeaf) paint(leaf, list);
  }

  /* The same number on the card as on the badge behind the words. */
  function number(card, n) {
    let sign = card.querySelector(".mark-n");
    if (!sign) {
      sign = document.createElement("span");
      sign.className = "mark-n";
      sign.setAttribute("aria-hidden", "true");
      card.querySelector("header").prepend(sign);
    }
    sign.dataset.n = n;
  }

  function paint(leaf, list) {
    const cut = list.filter((one) => !one.whole);
    const ends = [...new Set(cut.flatMap((one) => [one.from, one.to]))];
    if (cut.length) {
      for (const piece of pieces(leaf)) if (piece.node.nodeType === 3) split(piece, ends, cut);
    }
    list.filter((one) => one.whole).forEach((one) => leaf.classList.add("has-block-remark", one.level));
    list.filter((one) => one.last).forEach((one) => badge(leaf, one));
  }

  /* One text, cut where a remark begins or ends; what any of them covers becomes a mark. */
  function split(piece, ends, list) {
    const inside = ends.filter((end) => end > piece.at && end < piece.at + piece.words.length);
    const stops = [...new Set([piece.at, ...inside, piece.at + piece.words.length])].sort((a, b) => a - b);
    let node = piece.node;
    let taken = -piece.skip; // the space behind a drawn number belongs to nobody
    if (piece.skip) { node = node.splitText(1); taken = 0; }
    for (let i = 0; i + 1 < stops.length; i += 1) {
      const [from, to] = [stops[i], stops[i + 1]];
      const rest = to - piece.at - taken < node.length ? node.splitText(to - piece.at - taken) : null;
      const over = list.filter((one) => one.from < to && one.to > from);
      if (over.length && node.data) wrap(node, over);
      taken = to - piece.at;
      node = rest;
      if (!node) return;
    }
  }

  function wrap(node, over) {
    const mark = document.createElement("mark");
    const heaviest = ["must", "improve", "praise", "tied"].find((level) => over.some((one) => one.level === level));
    mark.className = `has-remark ${heaviest}${over.length > 1 ? " is-shared" : ""}`;
    mark.dataset.remarks = over.map((one) => one.id).join(" ");
    node.replaceWith(mark);
    mark.append(node);
  }

  /* A numbered link behind the words: to the remark by click and by Enter. Without a text of its own. */
  function badge(leaf, one) {
    const link = document.createElement("a");
    const name = (words.badge || "{n}").replace("{n}", one.n).replace("{level}", words[one.level] || "");
    const href = one.level === "tied" ? `#criterion-${one.n}` : `#remark-${one.id}`;
    Object.assign(link, { className: `mark-badge ${one.level}`, href, id: `mark-${one.id}` });
    link.setAttribute("aria-label", name);
    link.dataset.n = one.n;
    const last = [...leaf.querySelectorAll("mark.has-remark")].filter((mark) => mark.dataset.remarks.split(" ").includes(one.id)).pop();
    if (one.whole || !last) leaf.append(link); else last.after(link);
  }

  function show(target) {
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
    document.querySelectorAll(".is-shown").forEach((one) => one.classList.remove("is-shown"));
    target.classList.add("is-shown");
  }
  const cardOf = (id) => document.querySelector(`[data-mark="${id}"]`);

  /* From the mark to its remark, and back. */
  document.addEventListener("click", (event) => {
    const badge = event.target.closest(".mark-badge");
    const mark = event.target.closest("mark.has-remark");
    const back = event.target.closest("[data-mark] header a[href^='#b']");
    if (badge || (mark && !event.target.closest("a") && document.getSelection().isCollapsed)) {
      const id = badge ? badge.id.slice(5) : mark.dataset.remarks.split(" ").pop();
      const card = cardOf(id);
      if (id.startsWith("of-") && !badge) location.hash = `criterion-${id.slice(3)}`;
      else if (card) { event.preventDefault(); show(card); }
    } else if (back) {
      const target = document.getElementById(`mark-${back.closest("[data-mark]").dataset.mark}`);
      if (target) { event.preventDefault(); show(target); }
    }
  });

  /* A card at its place in the list: in the order of the document, what is about all of it first. */
  function put(html) {
    const box = document.querySelector("[data-marks]");
    const made = document.createElement("template");
    made.innerHTML = html.trim();
    const card = made.content.firstElementChild;
    if (cardOf(card.dataset.mark)) return cardOf(card.dataset.mark);
    const rank = (one) => [one.dataset.block ? order.get(document.getElementById(one.dataset.block)) ?? 1e9 : -1, Number(one.dataset.start || 0), Number(one.dataset.mark)];
    const later = cards().find((one) => { const [a, b] = [rank(one), rank(card)]; const at = a.findIndex((value, i) => value !== b[i]); return at >= 0 && a[at] > b[at]; });
    if (later) later.before(card); else box.append(card);
    document.querySelector("[data-no-marks]")?.setAttribute("hidden", "");
    draw();
    card.classList.add("is-shown");
    return card;
  }

  draw();
  return { draw, put, show };
})();
/* What the reader points at: words by mouse, touch or keyboard, a block at its edge. */
const pointing = (() => {
  const { paper, leaves, order, leafAt, textOf, ofRange, ofBlock, nowhere, point } = places;
  const bar = document.querySelector("[data-marking-bar]");
  const [wordsTools, blockTools] = ["words", "block"].map((name) => document.querySelector(`[data-${name}-tools]`));
  const told = document.querySelector("[data-told]");
  const said = document.getElementById("marking-words")?.dataset ?? {};
  if (!bar) return null;
  let picked = null; // the selected words as the form tells them
  let near = null; // the block at whose edge the buttons stand

  /* A group of buttons beside a box of the page, within the column of the document. */
  function stand(tools, box, below) {
    tools.hidden = false; // a hidden one has no home
    const home = tools.offsetParent.getBoundingClientRect();
    const size = tools.getBoundingClientRect();
    const left = Math.min(Math.max(0, box.left - home.left), Math.max(0, home.width - size.width));
    const top = below ? box.bottom - home.top + below : box.top - home.top - size.height;
    tools.style.setProperty("left", `${left}px`);
    tools.style.setProperty("top", `${top}px`);
  }

  function selection() {
    const found = document.getSelection();
    return found.rangeCount && !found.isCollapsed ? found.getRangeAt(0) : null;
  }

  /* Under the end of the selection: above it phones show their own menu. */
  function follow() {
    const range = selection();
    picked = range && ofRange(range);
    if (!picked) { wordsTools.hidden = true; return; }
    const boxes = range.getClientRects();
    stand(wordsTools, boxes[boxes.length - 1] ?? range.getBoundingClientRect(), matchMedia("(pointer: coarse)").matches ? 28 : 6);
    blockTools.hidden = true;
  }
  let timer = 0;
  document.addEventListener("selectionchange", () => { clearTimeout(timer); timer = setTimeout(follow, 60); });

  const isHeading = (block) => /^H[1-6]$/.test(block.nodeName) || block.matches(".doc-h");
  function approach(block) {
    if (near === block && !blockTools.hidden) return;
    near = block;
    if (!block || picked) { blockTools.hidden = true; return; }
    blockTools.querySelector("[data-about=section]").hidden = !isHeading(block);
    blockTools.querySelector("[data-about=table]").hidden = !block.closest("table");
    const box = block.getBoundingClientRect();
    if (inMargin.matches) stand(blockTools, { left: paper.getBoundingClientRect().left + 6, bottom: box.top - 8 }, 0.1);
    else stand(blockTools, box, 4);
  }
  const inMargin = matchMedia("(min-width: 64em) and (pointer: fine)"); // the paper's own edge, where no words are hidden
  paper.addEventListener("pointerover", (event) => {
    const leaf = event.pointerType === "mouse" && !event.buttons ? leafAt(event.target) : null;
    if (leaf) approach(leaf);
  });
  paper.addEventListener("click", (event) => { if (!event.target.closest("a, mark")) approach(leafAt(event.target)); });
  document.addEventListener("pointerdown", (event) => { if (!event.target.closest("#document, .mark-tools")) blockTools.hidden = true; });

  /* What a button is about, and what stands there now. */
  function chosen(scope) {
    if (scope === "words") { follow(); return picked; }
    if (scope === "document") return nowhere();
    const block = near ?? current;
    if (!block) return null;
    return scope === "table" ? ofBlock(block.closest("table"), "block") : ofBlock(block, scope);
  }
  function write(scope) {
    const place = chosen(scope);
    if (!place) return false;
    document.dispatchEvent(new CustomEvent("remark:place", { detail: { place } }));
    wordsTools.hidden = true;
    blockTools.hidden = true;
    return true;
  }

  /* --- by keyboard: blocks up and down, words left and right, with Shift the selection grows --- */
  const toggle = bar.querySelector("[data-by-keyboard]");
  let current = null;
  let from = null; // {leaf, word}: where the selection was begun
  let to = null;
  const keyboardOn = () => toggle.getAttribute("aria-pressed") === "true";
  const spans = (leaf) => [...textOf(leaf).matchAll(/\S+/g)].map((found) => [found.index, found.index + found[0].length]);
  const full = (leaf) => textOf(leaf).trim() !== "";

  function next(leaf, step) {
    let at = (leaf ? order.get(leaf) : step > 0 ? -1 : leaves.length) + step;
    while (leaves[at] && !full(leaves[at])) at += step;
    return leaves[at] ?? null;
  }
  function go(leaf) {
    if (!leaf) return;
    current?.classList.remove("is-current");
    current = leaf;
    current.classList.add("is-current");
    current.setAttribute("tabindex", "-1");
    current.focus({ preventScroll: true });
    current.scrollIntoView({ block: "nearest" });
    document.getSelection().removeAllRanges();
    [from, to, picked] = [null, null, null];
    near = null;
    approach(leaf);
  }
  function turn(on) {
    toggle.setAttribute("aria-pressed", String(on));
    document.getElementById("marking-help").hidden = !on;
    if (on) {
      const seen = leaves.find((leaf) => full(leaf) && leaf.getBoundingClientRect().bottom > 60);
      const range = selection();
      go((range && leafAt(range.startContainer)) ?? current ?? seen ?? next(null, 1));
    } else {
      current?.classList.remove("is-current");
      blockTools.hidden = true;
      toggle.focus({ preventScroll: true });
    }
  }
  toggle.addEventListener("click", () => turn(!keyboardOn()));

  /* The word before or behind, over the edge of a block too. */
  function step(spot, direction) {
    if (!spot) return { leaf: current, word: direction > 0 ? 0 : spans(current).length - 1 };
    const word = spot.word + direction;
    if (word >= 0 && word < spans(spot.leaf).length) return { leaf: spot.leaf, word };
    const leaf = next(spot.leaf, direction);
    return leaf ? { leaf, word: direction > 0 ? 0 : spans(leaf).length - 1 } : spot;
  }
  function edge(spot, direction) {
    const here = spot ?? { leaf: current, word: 0 };
    const last = spans(here.leaf).length - 1;
    if (direction > 0 && (here.word < last || !spot)) return { leaf: here.leaf, word: last };
    if (direction < 0 && here.word > 0) return { leaf: here.leaf, word: 0 };
    const leaf = next(here.leaf, direction);
    return leaf ? { leaf, word: direction > 0 ? spans(leaf).length - 1 : 0 } : here;
  }
  function select(start, end) {
    [from, to] = [start, end];
    const back = order.get(end.leaf) < order.get(start.leaf) || (end.leaf === start.leaf && end.word < start.word);
    const [low, high] = back ? [end, start] : [start, end];
    const [begin, stop] = [point(low.leaf, spans(low.leaf)[low.word][0], false), point(high.leaf, spans(high.leaf)[high.word][1], true)];
    if (back) document.getSelection().setBaseAndExtent(...stop, ...begin);
    else document.getSelection().setBaseAndExtent(...begin, ...stop);
    follow();
    end.leaf.scrollIntoView({ block: "nearest" });
    if (picked) told.textContent = said.selected.replace("{words}", picked.quote.slice(0, 120));
  }
  const MOVES = {
    ArrowDown: () => go(next(to?.leaf ?? current, 1)),
    ArrowUp: () => go(next(from?.leaf ?? current, -1)),
    ArrowRight: () => { const spot = step(to, 1); select(spot, spot); },
    ArrowLeft: () => { const spot = step(to, -1); select(spot, spot); },
  };
  const GROWS = {
    ArrowRight: () => { const spot = to ? step(to, 1) : step(null, 1); select(from ?? spot, spot); },
    ArrowLeft: () => { const spot = step(to, -1); select(from ?? spot, spot); },
    ArrowDown: () => { const spot = edge(to, 1); select(from ?? { leaf: current, word: 0 }, spot); },
    ArrowUp: () => { const spot = edge(to, -1); select(from ?? { leaf: current, word: spans(current).length - 1 }, spot); },
  };

  const isTyping = (event) => event.target.matches?.("textarea, select, input:not([type=radio]):not([type=checkbox])");
  const isBusy = (event) => isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]");

  document.addEventListener("keydown", (event) => {
    if (isBusy(event) || !keyboardOn()) return;
    const move = paper.contains(event.target) || event.target === document.body ? (event.shiftKey ? GROWS : MOVES)[event.key] : null;
    if (event.key === "Escape") { if (selection()) go(current); else turn(false); }
    else if (move) move();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  /* Letters by the key's place, so that they work in the Russian layout too. */
  document.addEventListener("keydown", (event) => {
    if (isBusy(event) || event.shiftKey) return;
    const key = wordsTools.querySelector("[data-key]").dataset.key;
    if (event.code === "KeyM") turn(!keyboardOn());
    else if (event.code === key) write(selection() && ofRange(selection()) ? "words" : keyboardOn() ? "block" : "document");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  for (const tools of [bar, wordsTools, blockTools]) {
    tools.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    tools.addEventListener("click", (event) => { const button = event.target.closest("[data-about]"); if (button) write(button.dataset.about); });
  }
  bar.hidden = false;
  return { selected: () => picked };
})();
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
/* On the bench: words selected in the document, tied to the remark of the open criterion. */
(() => {
  const criterion = () => document.querySelector("[data-criterion][open]");
  const PLACE = ["scope", "block_id", "block_start", "end_block_id", "block_end", "quote", "prefix", "suffix"];
  if (!document.querySelector("[data-attach]")) return;

  function selected() {
    const found = document.getSelection();
    return found.rangeCount && !found.isCollapsed ? places.ofRange(found.getRangeAt(0)) : null;
  }

  function show(form) {
    const box = form.querySelector("[data-quoted]");
    const quote = form.elements.quote.value;
    const link = box.querySelector("a");
    link.href = `#${form.elements.block_id.value}`;
    link.textContent = quote.length > 300 ? `${quote.slice(0, 300)}…` : quote;
    box.hidden = !quote;
    marks.draw();
  }

  function tie(form, place) {
    PLACE.forEach((name) => { form.elements[name].value = place?.[name] ?? ""; });
    show(form);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function attach() {
    const [form, place] = [criterion()?.querySelector("form"), selected()];
    if (!form?.elements.quote || !place) return false;
    tie(form, place);
    document.getSelection().removeAllRanges();
    form.elements.remark.focus();
    return true;
  }

  document.addEventListener("selectionchange", () => {
    const picked = Boolean(selected());
    document.querySelectorAll("[data-attach]").forEach((button) => { button.hidden = !picked; });
  });
  document.addEventListener("mousedown", (event) => { if (event.target.closest("[data-attach], [data-tie]")) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-attach], [data-tie]")) attach();
    const off = event.target.closest("[data-detach]");
    if (off) tie(off.closest("form"), null);
  });
  document.addEventListener("filled", (event) => { if (event.target.elements.quote) show(event.target); });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea, select, input:not([type=radio])");
    if (!typing && !event.ctrlKey && !event.altKey && !event.metaKey && event.code === "KeyQ" && attach()) event.preventDefault();
  });
  document.querySelectorAll("[data-detach]").forEach((button) => { button.hidden = false; });
})();
