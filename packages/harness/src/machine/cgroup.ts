import { posix } from "node:path";
import type { SystemFiles } from "./system-files.ts";

/** Which part of the kernel's accounting a file belongs to: version 1 mounts each apart, version 2 all together. */
export type Controller = "cpu" | "memory";

/** A control group of this process that a limit may be set in. */
export interface ControlGroup {
  readonly version: 1 | 2;
  readonly folder: string;
}

interface Mount {
  readonly version: 1 | 2;
  readonly root: string;
  readonly point: string;
  readonly controllers: readonly string[];
}

/**
 * The control groups that bound this process, its own first and then those above it, as far as they can be seen from
 * here: a limit of any of them holds. Empty where the kernel has none.
 */
export function controlGroups(controller: Controller, files: SystemFiles): ControlGroup[] {
  const memberships = membershipsIn(files("/proc/self/cgroup") ?? "");
  return mountsIn(files("/proc/self/mountinfo") ?? "").flatMap((mount) => {
    if (mount.version === 1 && !mount.controllers.includes(controller)) return [];
    const path = memberships.find(({ controllers }) =>
      mount.version === 2 ? controllers.length === 0 : controllers.includes(controller),
    )?.path;
    return path === undefined ? [] : foldersOf(mount, path);
  });
}

/** The group's folder and those above it, up to the mount point. */
function foldersOf({ version, root, point }: Mount, path: string): ControlGroup[] {
  const below = posix.relative(root, path);
  // A path outside of what is mounted is one seen from another namespace: the mount is then this process' own group.
  let folder = below === ".." || below.startsWith("../") ? point : posix.join(point, below);
  const groups: ControlGroup[] = [];
  for (;;) {
    groups.push({ version, folder });
    if (folder === point) return groups;
    folder = posix.dirname(folder);
  }
}

/** Lines `4:memory:/path`; version 2's is `0::/path`. */
function membershipsIn(text: string) {
  return text.split("\n").flatMap((line) => {
    const { controllers = "", path } = /^\d+:(?<controllers>[^:]*):(?<path>\/.*)$/.exec(line)?.groups ?? {};
    return path === undefined ? [] : [{ controllers: controllers === "" ? [] : controllers.split(","), path }];
  });
}

/** Lines `36 31 0:33 <root> <point> <options> [tags] - <type> <source> <super options>`. */
function mountsIn(text: string): Mount[] {
  return text.split("\n").flatMap((line): Mount[] => {
    const [place = "", system = ""] = line.split(" - ");
    const [, , , root, point] = place.split(" ");
    const [type, , options = ""] = system.split(" ");
    if (root === undefined || point === undefined) return [];
    if (type !== "cgroup" && type !== "cgroup2") return [];
    const version = type === "cgroup" ? 1 : 2;
    return [{ version, root: unescaped(root), point: unescaped(point), controllers: options.split(",") }];
  });
}

/** The kernel writes spaces and the like as octal numbers. */
function unescaped(path: string): string {
  return path.replaceAll(/\\(?<octal>[0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
