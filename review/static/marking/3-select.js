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
