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
