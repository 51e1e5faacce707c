import { basename } from "node:path";

/** Any user has this one; npm asks the registry for it first. */
export const pnpmAsTyped = ["npx", "-y", "pnpm@12"] as const;

/** pnpm as a program with its first arguments: the one that started this process, which needs no registry, or npx's. */
export function pnpmCommand(): readonly [string, ...string[]] {
  const running = process.env["npm_execpath"];
  if (running === undefined || !basename(running).startsWith("pnpm")) return pnpmAsTyped;
  return /\.[cm]?js$/.test(running) ? [process.execPath, running] : [running];
}
