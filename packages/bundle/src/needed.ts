/** Of packages whose larger part a Linux x64 machine never opens: what it does open. */
const only: Readonly<Record<string, RegExp>> = {
  "onnxruntime-node": /^(package\.json|dist\/|bin\/napi-v\d+\/linux\/x64\/)/,
  "onnxruntime-web": /^(package\.json|dist\/(ort\.node\.min\.m?js|ort-wasm-simd-threaded\.(wasm|mjs))$)/,
  "@tensorflow/tfjs-core": /^(package\.json|dist\/)/,
  "@tensorflow/tfjs-backend-cpu": /^(package\.json|dist\/)/,
  "@tensorflow/tfjs-backend-wasm": /^(package\.json|dist\/|wasm-out\/)/,
};

/** Source maps, type declarations and tests: nothing that runs reads them. */
const neverRead = /(\.map|\.d\.[cm]?ts|_test\.js|\.tsbuildinfo)$|^(test|tests|\.vitest|\.turbo)\//;

/** Whether a package's file (path inside the package, "/" between) belongs into the bundle. */
export function isNeeded(packageName: string, path: string): boolean {
  return !neverRead.test(path) && (only[packageName]?.test(path) ?? true);
}

/** Whether a file of one of the workspace's own packages belongs into the bundle. */
export function isOurRuntimeFile(path: string): boolean {
  return /^((src|python|requirements)\/|package\.json$|[^/]+\.[jt]s$)/.test(path) && !path.includes("__pycache__/");
}
