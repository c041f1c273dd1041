// Suggestions for every input with data-suggest: a combobox with a listbox, as WAI-ARIA has it.
//   data-suggest-kind="person"   suggests people only (several kinds with spaces)
//   data-suggest-into="with"     choosing fills the field of this name in the same form with the id;
//                                without it choosing opens the page of what was chosen
"use strict";
(() => {
  const PAUSE = 120; // milliseconds without a key before the server is asked
  const MOST = 8;
  const NARROWEST = 320; // pixels of the list, where the screen has them
  const MARGIN = 8;
  let count = 0;

  function attach(input) {
    // Within a label, a list would become part of the input's name.
    const outer = input.closest("label") || input;
    const list = document.createElement("ul");
    const told = document.createElement("span");
    const into = input.dataset.suggestInto && input.form?.elements.namedItem(input.dataset.suggestInto);
    let options = [];
    let active = -1;
    let asked = null; // what the suggestions shown are for
    let timer = 0;
    let request = null;
    let composing = false;

    list.id = `suggest-${++count}`;
    list.className = "suggest-list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    told.className = "unseen";
    told.setAttribute("role", "status");
    outer.parentElement.classList.add("suggest-around");
    outer.after(list, told);
    input.autocomplete = "off";
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);

    function open() {
      list.hidden = false;
      const screen = document.documentElement.clientWidth;
      const box = input.getBoundingClientRect();
      const ground = list.offsetParent.getBoundingClientRect();
      const width = Math.min(Math.max(box.width, NARROWEST), screen - 2 * MARGIN);
      const left = Math.max(Math.min(box.left, screen - width - MARGIN), MARGIN);
      list.style.width = `${width}px`;
      list.style.left = `${left - ground.left}px`;
      list.style.top = `${box.bottom - ground.top}px`;
      input.setAttribute("aria-expanded", "true");
    }

    function close() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      mark(-1);
    }

    function forget() {
      clearTimeout(timer);
      request?.abort();
      request = null;
    }

    function mark(index) {
      active = index;
      [...list.children].forEach((each, at) => each.setAttribute("aria-selected", String(at === index)));
      if (index < 0) {
        input.removeAttribute("aria-activedescendant");
      } else {
        input.setAttribute("aria-activedescendant", list.children[index].id);
        list.children[index].scrollIntoView({ block: "nearest" });
      }
    }

    function choose(index) {
      const option = options[index];
      forget();
      close();
      if (!into) {
        location.assign(option.api_url.replace(/^\/v1/, ""));
        return;
      }
      into.value = option.id;
      input.value = option.display_name;
      asked = input.value;
      into.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function show(found) {
      options = found;
      list.replaceChildren(...found.map((each, at) => optionOf(each, `${list.id}-${at}`)));
      mark(-1);
      if (found.length) open(); else close();
      const number = found.length === 1 ? "1 suggestion" : `${found.length} suggestions`;
      told.textContent = found.length ? `${number}; arrow keys to choose` : "No suggestions";
    }

    async function ask() {
      const prefix = input.value.trim().slice(0, 200);
      if (prefix === asked) return;
      asked = prefix;
      request?.abort();
      if (!prefix) { show([]); told.textContent = ""; return; }
      const query = new URLSearchParams({ prefix, limit: MOST });
      (input.dataset.suggestKind || "").split(" ").filter(Boolean).forEach((kind) => query.append("kind", kind));
      const own = request = new AbortController();
      try {
        const answer = await fetch(`/v1/suggest?${query}`, { signal: own.signal });
        if (!answer.ok) throw new Error(answer.statusText);
        const found = (await answer.json()).data;
        if (own === request && document.activeElement === input) show(found);
      } catch {
        if (own !== request) return; // nobody waits for it any more
        asked = null; // the next key asks again
        show([]);
        told.textContent = "No suggestions can be had now";
      }
    }

    function soon() {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    }

    input.addEventListener("compositionstart", () => { composing = true; clearTimeout(timer); });
    input.addEventListener("compositionend", () => { composing = false; soon(); });
    input.addEventListener("input", (event) => {
      if (into) into.value = "";
      if (!composing && !event.isComposing) soon();
    });
    input.addEventListener("blur", () => { forget(); close(); asked = null; });
    input.addEventListener("keydown", (event) => {
      // While an input method composes, its keys are its own; 229 is how older browsers say so.
      if (composing || event.isComposing || event.keyCode === 229) return;
      const isOpen = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!isOpen) {
          if (options.length && asked === input.value.trim()) open(); else { asked = null; ask(); }
          return;
        }
        const places = options.length + 1; // the input itself is one
        mark(((active + 1 + (event.key === "ArrowDown" ? 1 : -1) + places) % places) - 1);
      } else if (event.key === "Enter" && isOpen && (active >= 0 || (into && !into.value))) {
        event.preventDefault();
        choose(Math.max(active, 0));
      } else if (event.key === "Escape" && isOpen) {
        event.preventDefault(); // else a search box is emptied, too
        close();
      } else if (event.key === "Tab") {
        close();
      }
    });
    // A press must not take the focus from the input, or the list would be gone before the click.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("mousemove", (event) => {
      const at = [...list.children].indexOf(event.target.closest("li"));
      if (at >= 0 && at !== active) mark(at);
    });
    list.addEventListener("click", (event) => {
      const at = [...list.children].indexOf(event.target.closest("li"));
      if (at >= 0) choose(at);
    });
  }

  function optionOf(found, id) {
    const option = document.createElement("li");
    const name = document.createElement("span");
    const about = document.createElement("span");
    option.id = id;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    name.className = "suggest-name";
    // The name that matched, within the one that is shown where it stands there.
    const at = found.display_name.indexOf(found.match);
    if (at >= 0) {
      const before = Array.from(found.display_name.slice(0, at)).length;
      name.append(...marked(found.display_name, found.highlights.map(
        ({ start, end }) => ({ start: start + before, end: end + before }))));
    } else {
      name.append(...marked(found.match, found.highlights));
      name.append(element("span", "suggest-shown", ` · ${found.display_name}`));
    }
    about.className = "suggest-told";
    about.append(element("span", "suggest-kind", found.kind));
    if (found.description) about.append(` · ${found.description}`);
    option.append(name, about);
    return option;
  }

  // Highlights count code points, where strings of JavaScript count halves of some.
  function marked(text, highlights) {
    const letters = Array.from(text);
    const parts = [];
    let reached = 0;
    for (const { start, end } of highlights) {
      parts.push(letters.slice(reached, start).join(""), element("mark", "", letters.slice(start, end).join("")));
      reached = end;
    }
    return [...parts, letters.slice(reached).join("")];
  }

  function element(name, kind, text) {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    made.textContent = text;
    return made;
  }

  document.querySelectorAll("input[data-suggest]").forEach(attach);
})();
