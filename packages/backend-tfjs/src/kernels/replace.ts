import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";

/** Puts a kernel in the place of the library's own, or where it has none. */
export function replaceKernel(kernel: KernelConfig): void {
  if (registeredKernel(kernel.kernelName, kernel.backendName) !== null) {
    unregisterKernel(kernel.kernelName, kernel.backendName);
  }
  registerKernel(kernel);
}

/** The kernel now registered, or null; `getKernel`'s type leaves out that it may find none. */
export function registeredKernel(name: string, backendName: string): KernelConfig | null {
  const found: KernelConfig | undefined = getKernel(name, backendName);
  return found ?? null;
}
