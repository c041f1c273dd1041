// A portrait that does not load gives way to the initials behind it.
(() => {
  const hide = (image) => { image.hidden = true; };
  for (const image of document.querySelectorAll(".portrait img")) {
    if (image.complete && !image.naturalWidth) hide(image);
    image.addEventListener("error", () => hide(image));
  }
})();
