import { add, countDown, declare, get, whileAtLeast } from "./text.ts";

/**
 * Sums of the columns of a matrix of float32 numbers that lies row by row, taken in float64. Sixteen columns are a
 * cache line, so that memory is read once.
 */
export function columnSums(): string {
  const sums = Array.from({ length: 8 }, (_, pair) => `sum${pair}`);
  return `(func (export "columnSums") ${declare("matrix sums rows columns")} (local $rowBytes i32) (local $row i32) (local $from i32)
  ${sums.map((name) => `(local $${name} v128)`).join(" ")} (local $one f64)
  (local.set $rowBytes (i32.mul ${get("columns")} (i32.const 4)))
  ${[16, 4].map((width) => whileAtLeast("columns", width, vectors(sums.slice(0, width / 2)))).join("\n  ")}
  ${whileAtLeast("columns", 1, single())})`;
}

/** Two columns a vector. */
function vectors(sums: readonly string[]): string {
  const clear = sums.map((name) => `(local.set $${name} (v128.const i64x2 0 0))`).join(" ");
  const adding = sums.map((name, pair) => {
    const two = `(f64x2.promote_low_f32x4 (v128.load64_zero offset=${pair * 8} ${get("from")}))`;
    return `(local.set $${name} (f64x2.add ${get(name)} ${two}))`;
  });
  const storing = sums.map(
    (name, pair) => `(v128.store64_lane offset=${pair * 8} 0 ${get("sums")} (f32x4.demote_f64x2_zero ${get(name)}))`,
  );
  return `${clear} ${overRows(adding.join(" "))} ${storing.join(" ")} ${forward(sums.length * 8)}`;
}

function single(): string {
  const adding = `(local.set $one (f64.add ${get("one")} (f64.promote_f32 (f32.load ${get("from")}))))`;
  return `(local.set $one (f64.const 0)) ${overRows(adding)} (f32.store ${get("sums")} (f32.demote_f64 ${get("one")})) ${forward(4)}`;
}

function overRows(body: string): string {
  return `(local.set $from ${get("matrix")}) (local.set $row ${get("rows")}) ${countDown("row", `${body} ${add("from", "rowBytes")}`)}`;
}

function forward(bytes: number): string {
  return `${add("matrix", bytes)} ${add("sums", bytes)}`;
}
