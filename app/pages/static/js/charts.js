// What a bar says, with the quote behind it, in a note beside the bar under the pointer or focus.
// Without this script the browser shows the bar's title.
(() => {
  let note;

  const barOf = (event) => event.target.closest?.(".lane-drawing .bar");

  function told(bar) {
    const title = bar.querySelector("title");
    if (title) { // else the browser would show it, too
      bar.setAttribute("aria-label", title.textContent);
      if (bar.localName === "g") bar.setAttribute("role", "img");
      title.remove();
    }
    return bar.getAttribute("aria-label");
  }

  function quoteOf(bar) {
    const path = bar.getAttribute("href");
    return path?.startsWith("#") && document.getElementById(path.slice(1))?.querySelector("q")?.textContent;
  }

  function show(event) {
    const bar = barOf(event);
    if (!bar) return;
    note ??= document.body.appendChild(Object.assign(document.createElement("div"), { className: "chart-note", ariaHidden: "true" }));
    note.replaceChildren(Object.assign(document.createElement("p"), { textContent: told(bar) }));
    const quote = quoteOf(bar);
    if (quote) note.append(Object.assign(document.createElement("q"), { textContent: quote }));
    note.hidden = false;
    const at = bar.getBoundingClientRect();
    const left = Math.min(at.left, innerWidth - note.offsetWidth - 16);
    const below = at.bottom + 8 + note.offsetHeight < innerHeight;
    const top = below ? at.bottom + 8 : at.top - note.offsetHeight - 8;
    note.style.left = `${Math.max(left, 8) + scrollX}px`;
    note.style.top = `${top + scrollY}px`;
  }

  function hide(event) {
    if (note && (event.type !== "keydown" || event.key === "Escape")) note.hidden = true;
  }

  document.addEventListener("pointerover", show);
  document.addEventListener("focusin", show);
  for (const type of ["pointerout", "focusout", "keydown"]) document.addEventListener(type, hide);
})();
