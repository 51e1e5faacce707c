/**
 * Variables for a library that asks cuBLAS for TensorFloat-32. A new cuBLAS handle takes whether NVIDIA_TF32_OVERRIDE
 * counts from uninitialised memory (docs/cuda.md); with 255, glibc's malloc fills what it gives with 0, and
 * then it counts.
 */
export const fullFloat32 = { NVIDIA_TF32_OVERRIDE: "0", MALLOC_PERTURB_: "255" } as const;
