import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";

/** Puts a kernel in the place of the library's own, or where it has none. */
export function replaceKernel(kernel: KernelConfig): void {
  // `getKernel`'s type leaves out that it may find none.
  const present: KernelConfig | undefined = getKernel(kernel.kernelName, kernel.backendName);
  if (present !== undefined) unregisterKernel(kernel.kernelName, kernel.backendName);
  registerKernel(kernel);
}
