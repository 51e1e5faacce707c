/** What of a page lies over or outside something, for a test to ask in a browser. */
globalThis.layoutOf = (() => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const boxOf = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { left, top, right, bottom, of: element };
  };
  const words = (element) => (element.textContent ?? "").trim().replaceAll(/\s+/g, " ").slice(0, 40);
  const placeOf = (element) => element.closest("[id]")?.id ?? "";

  /** Pairs of labels of one drawing that cover each other by more than a pixel each way. */
  const overlaps = () =>
    [...document.querySelectorAll("svg.plot")].filter(shown).flatMap((svg) => {
      const boxes = [...svg.querySelectorAll("text")].filter((text) => words(text) !== "").map(boxOf);
      return boxes.flatMap((a, index) =>
        boxes
          .slice(index + 1)
          .filter(
            (b) =>
              Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
              Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1,
          )
          .map((b) => `#${placeOf(svg)}: ${words(a.of)} / ${words(b.of)}`),
      );
    });

  /** Labels that leave their figure, and elements outside of what scrolls that leave the window. */
  const clipped = () => {
    const width = document.documentElement.clientWidth;
    const labels = [...document.querySelectorAll("figure svg.plot text")].filter(shown).filter((text) => {
      const own = boxOf(text);
      const frame = boxOf(text.closest("figure"));
      return own.left < frame.left - 1 || own.right > frame.right + 1 || own.bottom > frame.bottom + 1;
    });
    const wide = [...document.querySelectorAll("body *:not(.scroll *, .skip, .hidden, .hidden *, pre *)")]
      .filter(shown)
      .filter((element) => {
        const { left, right } = boxOf(element);
        return right > width + 1 || left < -1;
      });
    return [...labels, ...wide].map((element) => `#${placeOf(element)}: <${element.localName}> ${words(element)}`);
  };

  /** Figures, rows and drawings that no page of paper holds whole. */
  const unprintable = (widthPx, heightPx) => {
    const tall = [...document.querySelectorAll("figure.chart, tr")]
      .filter(shown)
      .filter((element) => element.getBoundingClientRect().height > heightPx)
      .map((element) => `tall: #${placeOf(element)}`);
    const wide = [...document.querySelectorAll("table, figure, pre, svg")]
      .filter(shown)
      .filter((element) => element.scrollWidth > widthPx + 1)
      .map((element) => `wide: #${placeOf(element)} ${element.scrollWidth}`);
    const split = [...document.querySelectorAll("figure.chart, tr")]
      .filter(shown)
      .filter((element) => getComputedStyle(element).breakInside !== "avoid")
      .map((element) => `split: #${placeOf(element)}`);
    return [...tall, ...wide, ...split];
  };
  return { overlaps, clipped, unprintable };
})();
