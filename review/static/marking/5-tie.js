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
