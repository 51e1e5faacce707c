/** A label and the mark that it belongs to, in pixels of the drawing. */
export interface Labelled {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Ends of the lines through the mark, which a label crosses only where there is no other room. */
  readonly reach?: Box;
}

/** Where a label's text is anchored, beside its mark. */
export interface LabelPlace {
  readonly dx: number;
  readonly dy: number;
  readonly anchor: "start" | "middle" | "end";
}

/** In pixels of the drawing. */
export interface Box {
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
 * A place for each label where it covers no mark, no other label and nothing outside the drawing, and where it can no
 * line; null where there is none: a key names it then.
 */
export function placeLabels(points: readonly Labelled[], widthPx: number, heightPx: number): (LabelPlace | null)[] {
  const taken: Box[] = points.map(({ x, y }) => ({
    left: x - markPx,
    top: y - markPx,
    right: x + markPx,
    bottom: y + markPx,
  }));
  const lines = points.flatMap(linesThrough);
  return points.map((point, own) => {
    const free = places.filter((place) => {
      const box = boxOf(point, place);
      const inside = box.left >= 0 && box.top >= 0 && box.right <= widthPx && box.bottom <= heightPx;
      return inside && !taken.some((other, index) => index !== own && meet(box, other));
    });
    const best = free.find((place) => !lines.some((line) => meet(boxOf(point, place), line))) ?? free[0];
    if (best === undefined) return null;
    taken.push(boxOf(point, best));
    return best;
  });
}

function linesThrough({ x, y, reach }: Labelled): Box[] {
  if (reach === undefined) return [];
  const { left, right, top, bottom } = reach;
  const across = right - left > 2 * markPx ? [{ left, right, top: y - 1, bottom: y + 1 }] : [];
  const along = bottom - top > 2 * markPx ? [{ left: x - 1, right: x + 1, top, bottom }] : [];
  return [...across, ...along];
}

function boxOf({ x, y, text }: Labelled, { dx, dy, anchor }: LabelPlace): Box {
  const width = text.length * letterPx;
  const start = x + dx - { start: 0, middle: width / 2, end: width }[anchor];
  return { left: start, top: y + dy - linePx / 2, right: start + width, bottom: y + dy + linePx / 2 };
}

function meet(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
