import fc from "fast-check";
import { expect, test } from "vitest";
import { placeLabels, type LabelPlace, type Labelled } from "../../src/charts/place-labels.ts";

const width = 260;
const height = 200;
const points = fc.array(
  fc.record({
    x: fc.double({ min: 0, max: width, noNaN: true }),
    y: fc.double({ min: 0, max: height, noNaN: true }),
    text: fc.string({ minLength: 1, maxLength: 18 }),
  }),
  { maxLength: 16 },
);

/** As wide as the narrowest of usual fonts draws it. */
function drawn({ x, y, text }: Labelled, { dx, dy, anchor }: LabelPlace) {
  const length = 7 * text.length;
  const left = x + dx - { start: 0, middle: length / 2, end: length }[anchor];
  return { left, right: left + length, top: y + dy - 7, bottom: y + dy + 7 };
}

test("labels cover neither each other nor a mark of another, and stay in the drawing", () => {
  fc.assert(
    fc.property(points, (all) => {
      const places = placeLabels(all, width, height);
      const boxes = all.flatMap((point, index) => {
        const place = places[index];
        return place ? [{ ...drawn(point, place), own: index }] : [];
      });
      for (const box of boxes) {
        expect(box.left).toBeGreaterThanOrEqual(0);
        expect(box.right).toBeLessThanOrEqual(width);
        for (const other of boxes) {
          const apart =
            box.right <= other.left || other.right <= box.left || box.bottom <= other.top || other.bottom <= box.top;
          expect(box === other || apart).toBe(true);
        }
        for (const [index, { x, y }] of all.entries()) {
          const inside = x > box.left && x < box.right && y > box.top && y < box.bottom;
          expect(inside && index !== box.own).toBe(false);
        }
      }
    }),
  );
});

test("a mark alone is named at its right, one at the edge at its left", () => {
  expect(placeLabels([{ x: 20, y: 100, text: "onnx-cpu" }], width, height)[0]?.anchor).toBe("start");
  expect(placeLabels([{ x: 255, y: 100, text: "onnx-cpu" }], width, height)[0]?.anchor).toBe("end");
});

test("a label stands beside the line through its mark, and on it only where there is no other room", () => {
  const reach = { left: 60, right: 180, top: 100, bottom: 100 };
  const marked = { x: 100, y: 100, text: "onnx-cpu", reach };
  expect(placeLabels([{ x: 100, y: 100, text: "onnx-cpu" }], width, height)).toEqual([
    { dx: 11, dy: 0, anchor: "start" },
  ]);
  expect(placeLabels([marked], width, height)).toEqual([{ dx: 8, dy: -14, anchor: "start" }]);
  const flat = { ...marked, y: 9, reach: { ...reach, top: 9, bottom: 9 } };
  expect(placeLabels([flat], width, 18)).toEqual([{ dx: 11, dy: 0, anchor: "start" }]);
});
