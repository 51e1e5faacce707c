import { add, countDown, declare, get, pass, whileAtLeast } from "./text.ts";

/** Rows of a result tile that are computed together: 6×8 numbers fill twelve of x86-64's sixteen vector registers. */
const tallest = 6;
const heights = Array.from({ length: tallest }, (_, above) => above + 1);
/** Columns of a tile: two vectors, one, or a single number. */
const widths = [8, 4, 1] as const;
type Width = (typeof widths)[number];

const tileParameters = "a aRow aStep aJump b bStep bJump c cRow inner blocks";
const rowsParameters = "a aRow aStep aJump b bStep bJump c cRow rows inner blocks";
const parameters = "a aRow aStep aBlock b bStep bColumn bBlock c cRow rows columns inner blocks panel";

/**
 * C += A·B on float32 numbers; addresses and strides are in bytes. A's element (row, step) lies at `a + row·aRow +
 * step·aStep`, so that A may be read transposed; C's rows are `cRow` apart and its columns lie side by side. The sum
 * runs over `blocks` times `inner` steps, with `aBlock` and `bBlock` from one block to the next: over the rows of a
 * convolution's window, or over the rows of an image. B's element (step, column) lies at `b + step·bStep +
 * column·bColumn`; its columns lie side by side, too, unless it goes through a `panel`, room for 8 · `inner` numbers:
 * eight columns at a time of one block, which also pays where A has many rows and B's are far apart.
 */
export function matrixProduct(): string {
  return `${widths.flatMap((width) => heights.map((height) => tile(height, width))).join("\n")}
${widths.map(tilesOfRows).join("\n")}
${widths.map(packPanel).join("\n")}
(func (export "matrixProduct") ${declare(parameters)} (local $aJump i32) (local $bJump i32)
  (local.set $aJump (i32.sub ${get("aBlock")} (i32.mul ${get("inner")} ${get("aStep")})))
  (local.set $bJump (i32.sub ${get("bBlock")} (i32.mul ${get("inner")} ${get("bStep")})))
  ${widths.map((width) => whileAtLeast("columns", width, someColumns(width))).join("\n  ")})`;
}

function someColumns(width: Width): string {
  const packed = pass(rowsParameters)
    .replace(get("b"), get("panel"))
    .replace(get("bStep"), `(i32.const ${width * 4})`)
    .replace(get("bJump"), "(i32.const 0)");
  return `(if ${get("panel")}
    (then (call $pack${width} ${pass("b bStep bColumn inner panel")}) (call $rows${width} ${packed}))
    (else (call $rows${width} ${pass(rowsParameters)})))
  (local.set $b (i32.add ${get("b")} (i32.mul ${get("bColumn")} (i32.const ${width})))) ${add("c", width * 4)}`;
}

/** Lays the rows of `width` columns one after the other; columns that lie side by side move together. */
function packPanel(width: Width): string {
  const { type, parts } = columnsOf(width);
  const copies = parts.map(
    (part) => `(${type}.store offset=${part * 16} ${get("panel")} (${type}.load offset=${part * 16} ${get("b")}))`,
  );
  const row = `${copies.join(" ")} ${add("b", "bStep")} ${add("panel", width * 4)}`;
  const number = `(f32.store ${get("to")} (f32.load ${get("from")})) ${add("from", "bStep")} ${add("to", width * 4)}`;
  const column = `(local.set $from ${get("b")}) (local.set $to ${get("panel")}) (local.set $left ${get("inner")})
  ${countDown("left", number)} ${add("b", "bColumn")} ${add("panel", 4)}`;
  return `(func $pack${width} ${declare("b bStep bColumn inner panel")}
  (local $from i32) (local $to i32) (local $left i32) (local $columns i32)
  (if (i32.eq ${get("bColumn")} (i32.const 4)) (then ${countDown("inner", row)})
    (else (local.set $columns (i32.const ${width})) ${countDown("columns", column)})))`;
}

/** All rows of `width` columns, in tiles of nearly equal height: a tile of one row would wait for its own sums. */
function tilesOfRows(width: Width): string {
  const calls = heights.map(
    (height) =>
      `(if (i32.eq ${get("height")} (i32.const ${height})) (then (call $tile${height}x${width} ${pass(tileParameters)})))`,
  );
  return `(func $rows${width} ${declare(rowsParameters)} (local $tiles i32) (local $height i32)
  (local.set $tiles (i32.div_u (i32.add ${get("rows")} (i32.const ${tallest - 1})) (i32.const ${tallest})))
  ${countDown(
    "tiles",
    `(local.set $height (i32.div_u (i32.sub (i32.add ${get("rows")} ${get("tiles")}) (i32.const 1)) ${get("tiles")}))
    ${calls.join("\n    ")}
    (local.set $a (i32.add ${get("a")} (i32.mul ${get("height")} ${get("aRow")})))
    (local.set $c (i32.add ${get("c")} (i32.mul ${get("height")} ${get("cRow")})))
    (local.set $rows (i32.sub ${get("rows")} ${get("height")}))`,
  )})`;
}

/** One tile: its sums stay in registers from the first step to the last. */
function tile(height: number, width: Width): string {
  const { type, parts } = columnsOf(width);
  const rows = heights.slice(0, height).map((above) => above - 1);
  const below = rows.slice(1);
  const sums = rows.flatMap((row) => parts.map((part) => ({ row, part, name: `sum${row}_${part}` })));
  const step = `${parts.map((part) => `(local.set $b${part} (${type}.load offset=${part * 16} ${get("b")}))`).join(" ")}
  ${rows
    .map((row) => {
      const value = `(local.set $value (${type}.${width === 1 ? "load" : "load32_splat"} ${get(pointer("a", row))}))`;
      const products = parts.map((part) => `(local.set $sum${row}_${part} ${addProduct(type, row, part)})`);
      return `${value} ${products.join(" ")} ${add(pointer("a", row), "aStep")}`;
    })
    .join("\n  ")}
  ${add("b", "bStep")}`;
  const block = `(local.set $left ${get("inner")}) ${countDown("left", step)}
  ${rows.map((row) => add(pointer("a", row), "aJump")).join(" ")} ${add("b", "bJump")}`;
  return `(func $tile${height}x${width} ${declare(tileParameters)} (local $left i32) (local $value ${type})
  ${below.map((row) => `(local $a${row} i32) (local $c${row} i32)`).join(" ")}
  ${[...parts.map((part) => `b${part}`), ...sums.map(({ name }) => name)].map((name) => `(local $${name} ${type})`).join(" ")}
  ${below.map((row) => `${rowBelow("a", row)} ${rowBelow("c", row)}`).join("\n  ")}
  ${sums.map(({ row, part, name }) => `(local.set $${name} (${type}.load offset=${part * 16} ${get(pointer("c", row))}))`).join("\n  ")}
  ${countDown("blocks", block)}
  ${sums.map(({ row, part, name }) => `(${type}.store offset=${part * 16} ${get(pointer("c", row))} ${get(name)})`).join("\n  ")})`;
}

function columnsOf(width: Width): { readonly type: "v128" | "f32"; readonly parts: readonly number[] } {
  return { type: width === 1 ? "f32" : "v128", parts: width === 8 ? [0, 1] : [0] };
}

function addProduct(type: "v128" | "f32", row: number, part: number): string {
  const [value, factor, sum] = [get("value"), get(`b${part}`), get(`sum${row}_${part}`)];
  return type === "v128"
    ? `(f32x4.relaxed_madd ${value} ${factor} ${sum})`
    : `(f32.add (f32.mul ${value} ${factor}) ${sum})`;
}

/** The local that points into a matrix at a row of the tile. */
function pointer(matrix: string, row: number): string {
  return row === 0 ? matrix : `${matrix}${row}`;
}

function rowBelow(matrix: string, row: number): string {
  return `(local.set $${matrix}${row} (i32.add ${get(pointer(matrix, row - 1))} ${get(`${matrix}Row`)}))`;
}
