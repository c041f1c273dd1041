// The pages of curators: keys for the buttons that show them, the quote in view, quotes by selection.
(() => {
  if (!document.body.classList.contains("rv")) return;
  const ON = "incumbent-review-keys";
  const box = document.querySelector("[data-switch] input");
  const text = document.getElementById("text");
  const quote = document.getElementById("quote");
  const isOn = () => localStorage.getItem(ON) !== "off";

  // The text scrolls in a box of its own; the page stays where it is.
  if (text && quote) {
    const above = quote.getBoundingClientRect().top - text.getBoundingClientRect().top;
    text.scrollTo({ top: text.scrollTop + above - text.clientHeight / 3, behavior: "instant" });
  }
  // What was done is said first; else the proposal; where it is edited, typing may begin.
  const first = ["[data-told]", "#proposal", ".rv-edit :is(select, input:not([type=hidden]))"]
    .map((each) => document.querySelector(each)).find(Boolean);
  first?.focus({ preventScroll: true });

  if (box) {
    box.closest("[data-switch]").hidden = false;
    box.checked = isOn();
    box.addEventListener("change", () => localStorage.setItem(ON, box.checked ? "on" : "off"));
  }

  const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]");
  const same = { ArrowDown: "j", ArrowRight: "j", ArrowUp: "k", ArrowLeft: "k" };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
    if (event.key === "Escape") return close(event);
    if (isTyping(event.target) || !isOn()) return;
    // Arrows scroll where the text, or anything else that scrolls, has the focus.
    if (same[event.key] && (event.target.closest("#text") || event.shiftKey || !/Left|Right/.test(event.key))) return;
    const key = same[event.key] || event.key;
    const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!found || found.disabled) return;
    event.preventDefault();
    // What is open already stays so.
    if (!(found.matches("summary") && found.parentElement.open && key !== "?")) found.click();
    // What opens is typed in at once.
    found.closest("details[open]")?.querySelector("input:not([type=hidden])")?.focus();
  });

  function close(event) {
    const open = event.target.closest("details[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  }

  // Positions are counted in code points, as citations have them.
  const points = (string) => [...string].length;

  function selected() {
    const selection = getSelection();
    if (!text || !selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!text.contains(range.commonAncestorContainer)) return null;
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const words = range.toString();
    const exact = words.trim();
    return { exact, start: points(before.toString() + words.slice(0, words.indexOf(exact))) };
  }

  for (const group of document.querySelectorAll("[data-quote]")) {
    const choose = group.querySelector("[data-choose]");
    choose.hidden = false;
    const button = choose.querySelector("button");
    // A press would take the selection away before it is read.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      const taken = selected();
      choose.querySelector("[role=status]").textContent = taken?.exact
        ? "Taken, with their place." : "Select some words of the article first.";
      if (!taken?.exact) return;
      const field = (name) => group.querySelector(`[name$=".${name}"]`);
      field("exact").value = taken.exact;
      field("start").value = taken.start;
      field("prefix").value = field("suffix").value = "";
    });
  }
})();
