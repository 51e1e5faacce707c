import type { BackendSetup } from "@evenkeel/core";

export type InstallOptions = Parameters<BackendSetup["install"]>[0];
