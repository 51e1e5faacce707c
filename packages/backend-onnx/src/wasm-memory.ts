/** A WebAssembly memory, of which TypeScript knows nothing without the browser's types. */
export interface LinearMemory {
  readonly buffer: { readonly byteLength: number };
}

interface WebAssemblyNamespace {
  Memory: new (descriptor: object) => LinearMemory;
}

/**
 * Runs `start` and gives the linear memory of the WebAssembly module that it started, the largest where there were
 * several. ONNX Runtime keeps its memory to itself, so the constructor is watched while the runtime starts.
 */
export async function watchLinearMemory(start: () => Promise<void>): Promise<LinearMemory | null> {
  const { WebAssembly: namespace } = globalThis as unknown as { readonly WebAssembly: WebAssemblyNamespace };
  const { Memory } = namespace;
  const made: LinearMemory[] = [];
  namespace.Memory = class extends Memory {
    constructor(descriptor: object) {
      super(descriptor);
      made.push(this);
    }
  };
  try {
    await start();
  } finally {
    namespace.Memory = Memory;
  }
  return made.toSorted((left, right) => right.buffer.byteLength - left.buffer.byteLength)[0] ?? null;
}
