import { readFile, realpath } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { BundleError } from "./bundle-error.ts";
import { z } from "zod";

const dependencies = z.record(z.string(), z.string()).default({});
const manifestSchema = z.object({
  name: z.string(),
  dependencies,
  optionalDependencies: dependencies,
  peerDependencies: dependencies,
});

/** An installed package: where it lies, and the links to its dependencies. Paths from the root, "/" between. */
export interface InstalledPackage {
  readonly name: string;
  readonly folder: string;
  readonly links: readonly { readonly path: string; readonly target: string }[];
}

/**
 * The workspace package in `folder` and everything that it needs to run: its dependencies and theirs, as pnpm linked
 * them, without development dependencies. `leaveOut` names packages that are not wanted; what only they need stays out,
 * too. A peer or optional dependency that is not installed (another platform's) is passed over.
 */
export async function packageClosure(
  root: string,
  folders: readonly string[],
  leaveOut: ReadonlySet<string> = new Set(),
): Promise<InstalledPackage[]> {
  const found = new Map<string, InstalledPackage>();
  const open = [...folders];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    if (found.has(folder)) continue;
    const installed = await installedPackage(root, folder, leaveOut);
    found.set(folder, installed);
    open.push(...installed.links.map(({ target }) => target));
  }
  return [...found.values()].toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
}

async function installedPackage(
  root: string,
  folder: string,
  leaveOut: ReadonlySet<string>,
): Promise<InstalledPackage> {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(root, folder, "package.json"), "utf8")));
  const optional = { ...manifest.optionalDependencies, ...manifest.peerDependencies };
  const needed = Object.keys(manifest.dependencies).filter((name) => !(name in optional));
  const links: { path: string; target: string }[] = [];
  for (const name of [...needed, ...Object.keys(optional)]) {
    if (leaveOut.has(name)) continue;
    const link = await findLink(root, folder, name);
    if (link !== null) links.push(link);
    else if (needed.includes(name)) {
      throw new BundleError(`${name} is not installed`, { where: folder, remedy: "pnpm install" });
    }
  }
  return { name: manifest.name, folder, links };
}

/** Node's own search: `node_modules` of the package's folder, then of each folder above, up to the root. */
async function findLink(root: string, folder: string, name: string): Promise<{ path: string; target: string } | null> {
  for (let at = folder; ; at = dirname(at)) {
    const path = at.endsWith("node_modules") ? `${at}/${name}` : join(at, "node_modules", name);
    const target = await realpath(join(root, path)).catch(() => null);
    if (target !== null) return { path: portable(path), target: portable(relative(root, target)) };
    if (at === ".") return null;
  }
}

function portable(path: string): string {
  return path.split(sep).join("/");
}
