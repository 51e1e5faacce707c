import { BackendError } from "@evenkeel/core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

/** A product of matrices in linear memory; addresses and strides in bytes. See `wasm/matrix-product.ts`. */
export interface Product {
  /** Element (row, step) lies at `at + row·row + step·step`; the next block of steps begins `block` further. */
  readonly a: { readonly at: number; readonly row: number; readonly step: number; readonly block: number };
  /** Columns lie side by side; another distance from one to the next, `column`, asks for a panel. */
  readonly b: { readonly at: number; readonly step: number; readonly block: number; readonly column?: number };
  /** The product is added to it. */
  readonly c: { readonly at: number; readonly row: number };
  readonly rows: number;
  readonly columns: number;
  /** The sum runs over `blocks` times `inner` steps. */
  readonly inner: number;
  readonly blocks: number;
  /** Room for 8 · `inner` numbers through which B goes, or 0. */
  readonly panel: number;
}

/** What `kernels.wasm` exports: kernels of our own, whose source is in `wasm/`. */
interface Exports {
  readonly matrixProduct: (...numbers: number[]) => void;
  readonly maxPoolWindow: (...numbers: number[]) => void;
  readonly columnSums: (...numbers: number[]) => void;
}

/** Where a max-pooling window lies: byte offsets of its first input and its output, in values and in gradients. */
export interface PoolWindow {
  readonly input: number;
  readonly inputGradient: number;
  readonly output: number;
  readonly outputGradient: number;
  readonly rows: number;
  readonly columns: number;
  /** From one row of the window to the next. */
  readonly rowBytes: number;
  readonly channels: number;
}

/** WebAssembly, of which TypeScript knows nothing without the browser's types. */
interface WebAssemblyNamespace {
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Exports };
}

const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyNamespace }).WebAssembly;
let module: object | null = null;
const instances = new WeakMap<object, Exports>();

/** Compiles the bytes of `kernels.wasm`; every other function here needs it done. */
export function compileKernels(binary: Uint8Array): void {
  module = new Module(binary);
}

/** C += A·B. */
export function addProduct(backend: BackendWasm, { a, b, c, rows, columns, inner, blocks, panel }: Product): void {
  if (inner === 0 || blocks === 0 || rows === 0) return;
  const { matrixProduct } = exportsOver(backend);
  const { column = Float32Array.BYTES_PER_ELEMENT } = b;
  const places = [a.at, a.row, a.step, a.block, b.at, b.step, column, b.block, c.at, c.row];
  matrixProduct(...places, rows, columns, inner, blocks, panel);
}

/** Adds each channel's output gradient to the gradient of the window's first input, row by row, that is the maximum. */
export function addToFirstMaximum(backend: BackendWasm, window: PoolWindow): void {
  const { input, inputGradient, output, outputGradient, rows, columns, rowBytes, channels } = window;
  const { maxPoolWindow } = exportsOver(backend);
  maxPoolWindow(input, inputGradient, output, outputGradient, rows, columns, rowBytes, channels);
}

/** The sums of a matrix's columns, taken in float64 and kept in float32, at the address `sums`. */
export function sumColumns(backend: BackendWasm, matrix: number, sums: number, rows: number, columns: number): void {
  exportsOver(backend).columnSums(matrix, sums, rows, columns);
}

function exportsOver({ wasm }: BackendWasm): Exports {
  const known = instances.get(wasm);
  if (known !== undefined) return known;
  if (module === null) throw new BackendError("kernels.wasm was not compiled");
  // Emscripten's exports, which the library's type leaves out.
  const { memory } = (wasm as unknown as { readonly asm: { readonly memory: object } }).asm;
  const { exports } = new Instance(module, { tfjs: { memory } });
  instances.set(wasm, exports);
  return exports;
}
