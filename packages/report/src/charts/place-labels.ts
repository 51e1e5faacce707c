/** A label and the mark that it belongs to, in pixels of the drawing. */
export interface Labelled {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** Where a label's text is anchored, beside its mark. */
export interface LabelPlace {
  readonly dx: number;
  readonly dy: number;
  readonly anchor: "start" | "middle" | "end";
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** No narrower than the widest of the usual fonts draws a letter at 13 pixels. */
const letterPx = 8.2;
const linePx = 16;
const markPx = 7;

const places: readonly LabelPlace[] = [
  { dx: 11, dy: 0, anchor: "start" },
  { dx: -11, dy: 0, anchor: "end" },
  { dx: 8, dy: -14, anchor: "start" },
  { dx: 8, dy: 14, anchor: "start" },
  { dx: -8, dy: -14, anchor: "end" },
  { dx: -8, dy: 14, anchor: "end" },
  { dx: 0, dy: -17, anchor: "middle" },
  { dx: 0, dy: 17, anchor: "middle" },
];

/**
 * A place for each label where it covers no mark, no other label and nothing outside the drawing; null where there is
 * none: a key names it then.
 */
export function placeLabels(points: readonly Labelled[], widthPx: number, heightPx: number): (LabelPlace | null)[] {
  const taken: Box[] = points.map(({ x, y }) => ({
    left: x - markPx,
    top: y - markPx,
    right: x + markPx,
    bottom: y + markPx,
  }));
  return points.map((point, own) => {
    for (const place of places) {
      const box = boxOf(point, place);
      const inside = box.left >= 0 && box.top >= 0 && box.right <= widthPx && box.bottom <= heightPx;
      if (!inside || taken.some((other, index) => index !== own && meet(box, other))) continue;
      taken.push(box);
      return place;
    }
    return null;
  });
}

function boxOf({ x, y, text }: Labelled, { dx, dy, anchor }: LabelPlace): Box {
  const width = text.length * letterPx;
  const start = x + dx - { start: 0, middle: width / 2, end: width }[anchor];
  return { left: start, top: y + dy - linePx / 2, right: start + width, bottom: y + dy + linePx / 2 };
}

function meet(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
