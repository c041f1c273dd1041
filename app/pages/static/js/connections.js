// In a drawn network, what is pointed at or focused stands out with all that it is tied to.
"use strict";
(() => {
  const light = (event) => {
    const node = event.target.closest?.(".network .node");
    for (const drawing of document.querySelectorAll(".network > svg")) {
      const id = node && drawing.contains(node) ? node.dataset.node : null;
      const near = new Set([id]);
      for (const tie of drawing.querySelectorAll(".tie")) {
        const { from, to } = tie.dataset;
        const isLit = id !== null && (from === id || to === id);
        if (isLit) near.add(from).add(to);
        tie.classList.toggle("lit", isLit);
        tie.classList.toggle("dim", id !== null && !isLit);
      }
      for (const each of drawing.querySelectorAll(".node")) {
        each.classList.toggle("lit", each === node);
        each.classList.toggle("dim", id !== null && !near.has(each.dataset.node));
      }
    }
  };
  if (document.querySelector(".network")) {
    document.addEventListener("pointerover", light);
    document.addEventListener("focusin", light);
    document.addEventListener("focusout", light);
  }
})();
