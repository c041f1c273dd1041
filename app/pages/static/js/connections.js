// In a drawn network, what is pointed at or focused stands out with all that it is tied to.
"use strict";
(() => {
  const light = (event) => {
    const node = event.target.closest?.(".network .node");
    for (const drawing of document.querySelectorAll(".network > svg")) {
      const id = node && drawing.contains(node) ? node.dataset.node : null;
      const centre = drawing.querySelector(".node.centre").dataset.node;
      const ties = [...drawing.querySelectorAll(".tie")];
      const own = ties.filter(({ dataset }) => dataset.from === id || dataset.to === id);
      const near = new Set(own.flatMap(({ dataset }) => [dataset.from, dataset.to]));
      // The way from the person in the middle leads through what is shared.
      const way = ties.filter(({ dataset }) => dataset.from === centre && near.has(dataset.to));
      const lit = new Set([...own, ...way]);
      if (way.length) near.add(centre);
      for (const tie of ties) {
        tie.classList.toggle("lit", lit.has(tie));
        tie.classList.toggle("dim", id !== null && !lit.has(tie));
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
