/** What the documents refer to exists: files, headings, commands and their flags. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { lexer, walkTokens, type Token } from "marked";
import { describe, expect, it } from "vitest";
import { program } from "../src/program.ts";
import { projectRoot } from "../src/project.ts";

const pages = globSync(["*.md", "docs/**/*.md", "reports/reference/**/README.md"], { cwd: projectRoot }).sort();
const root = program();

describe.each(pages)("%s", (page) => {
  const tokens = tokensOf(join(projectRoot, page));

  it("links to files and headings that exist", () => {
    const hrefs = tokens.flatMap((token) => (token.type === "link" || token.type === "image" ? [token.href] : []));
    expect(hrefs.filter((href) => !/^[a-z]+:/.test(href)).filter((href) => !resolves(page, href))).toEqual([]);
  });

  it("names files of the repository that exist", () => {
    const names = tokens.flatMap((token) =>
      token.type === "codespan" && /^(packages|docs|benchmarks|datasets|scripts)\/[\w./-]+$/.test(token.text)
        ? [token.text]
        : [],
    );
    // NAME stands for what is to be made.
    const existing = names.filter((name) => !name.includes("NAME"));
    expect(existing.filter((name) => !existsSync(join(projectRoot, name)))).toEqual([]);
  });

  it("names commands and flags that exist", () => {
    const lines = tokens.flatMap((token) => {
      if (token.type === "codespan") return [token.text];
      return token.type === "code" ? token.text.replaceAll(/\\\n\s*/g, "").split("\n") : [];
    });
    expect(lines.flatMap(faultOf)).toEqual([]);
  });
});

it("finds a command, a flag, a link and a heading that do not exist", () => {
  expect(["evenkeel train", "pnpm bench --seed 1", "  evenkeel data list --all # all"].flatMap(faultOf)).toEqual([
    "evenkeel train: no such command",
    "pnpm bench --seed 1: no --seed",
    "  evenkeel data list --all # all: no --all",
  ]);
  expect(
    ["evenkeel run --seeds 1,2", "evenkeel data list --json | jq --raw", "evenkeel --help"].flatMap(faultOf),
  ).toEqual([]);
  expect(["docs/glossary.md", "docs/no.md", "#results", "#no"].map((href) => resolves("README.md", href))).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

function tokensOf(file: string): Token[] {
  const found: Token[] = [];
  void walkTokens(lexer(readFileSync(file, "utf8")), (token) => {
    found.push(token);
  });
  return found;
}

function resolves(page: string, href: string): boolean {
  const [path = "", anchor] = href.split("#");
  const file = path === "" ? join(projectRoot, page) : resolve(projectRoot, dirname(page), decodeURI(path));
  if (!existsSync(file)) return false;
  return (
    anchor === undefined || tokensOf(file).some((token) => token.type === "heading" && slug(token.text) === anchor)
  );
}

/** A heading's anchor as GitHub makes it. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

/** What is wrong with a line that is a command of Evenkeel, typed in a checkout, beside a bundle, or from the PATH. */
function faultOf(line: string): string[] {
  const called = /^\s*(?:npx -y pnpm@12 |pnpm )?(?:evenkeel\/)?(evenkeel|bench)(?: (.*))?$/.exec(line);
  if (called === null) return [];
  const all = (called[2] ?? "").split(/\s+/).filter((word) => word !== "");
  const end = all.findIndex((word) => /^(?:#.*|[|;]|&&|>>?|…)$/.test(word));
  const words = end === -1 ? all : all.slice(0, end);
  let command = called[1] === "bench" ? commandOf(root, "run") : root;
  for (const word of called[1] === "bench" ? [] : words) {
    if (command === undefined || command.commands.length === 0 || word.startsWith("-")) break;
    command = commandOf(command, word);
  }
  if (command === undefined) return [`${line}: no such command`];
  const known = new Set(["--help", ...[...root.options, ...command.options].map(({ long }) => long)]);
  const unknown = words.filter((word) => word.startsWith("--") && !known.has(word));
  return unknown.map((flag) => `${line}: no ${flag}`);
}

function commandOf(parent: Command, name: string): Command | undefined {
  return parent.commands.find((command) => command.name() === name);
}
