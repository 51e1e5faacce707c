import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { BackendError } from "@evenkeel/core";

/**
 * The folder whose `include/node` holds the headers of the running Node, as node-gyp wants it: beside the program, or in the
 * npm package that the program was brought by. Throws `BackendError` where there are none; nothing is downloaded.
 */
export function nodeHeaders(program = process.execPath): string {
  const home = dirname(dirname(program));
  const platformPackage = `node-${process.platform}-${process.arch}`;
  const found = [home, join(home, "node_modules", platformPackage), join(dirname(home), platformPackage)].find(
    (folder) => existsSync(join(folder, "include", "node", "node_api.h")),
  );
  if (found !== undefined) return found;
  throw new BackendError("this Node came without its headers", {
    where: program,
    remedy: "run it through pnpm (pnpm evenkeel setup …), whose Node brings them",
  });
}
