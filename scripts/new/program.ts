import { resolve } from "node:path";
import { EvenkeelError, explainError } from "@evenkeel/core";
import { Command, CommanderError } from "commander";
import { backendSkeleton } from "./backend.ts";
import { generate, linkPackages } from "./commands.ts";
import { modelSkeleton } from "./model.ts";
import { parseName, type Name } from "./names.ts";
import { planChanges, type Change } from "./plan.ts";
import type { Skeleton, SkeletonOf } from "./skeleton.ts";
import { taskSkeleton } from "./task.ts";
import { writeAll } from "./write.ts";

const description = `Writes a backend, a network or a task that passes every check, to be changed into what you want.

All is planned before anything is written: a name that is taken, or a file that is not as expected, ends in one line and leaves everything as it was.`;

const examples = `
Examples:
  pnpm new backend tinygrad      a package packages/backend-tinygrad that computes with the oracle's formulas, registered
  pnpm new model squeezenet-1    a small network in packages/models/src/zoo, in the zoo's list and in the test of counts
  pnpm new task energy           a definition in packages/tasks, a performer in packages/harness, a reader for reports

NAME is in kebab case: lower-case words joined by dashes. CONTRIBUTING.md says what to change then.
Exit codes: 0 written; 2 wrong use, such as a taken name; 1 anything else.`;

/** Runs one command line (without node and script) in the checkout at `root`. Gives the exit code; never rejects. */
export async function runNew(
  argv: readonly string[],
  root: string = resolve(import.meta.dirname, "../.."),
): Promise<number> {
  try {
    await program(root).parseAsync(argv, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const known = error instanceof EvenkeelError;
    process.stderr.write(`error: ${known ? error.message : `unexpected: ${explainError(error).message}`}\n`);
    return known ? error.exitCode : 1;
  }
}

function program(root: string): Command {
  const command = new Command("pnpm new")
    .description(description)
    .addHelpText("after", examples)
    .exitOverride()
    .showHelpAfterError('(try "--help")')
    .addCommand(
      kindCommand(
        root,
        "backend",
        "a package with a backend, by name only, and its line in the registry",
        backendSkeleton,
      ),
    )
    .addCommand(kindCommand(root, "model", "a network of the zoo", modelSkeleton))
    .addCommand(kindCommand(root, "task", "a task, with its measurement", taskSkeleton));
  for (const child of command.commands) child.copyInheritedSettings(command);
  return command;
}

function kindCommand(root: string, kind: string, what: string, skeletonOf: SkeletonOf): Command {
  return new Command(kind)
    .description(what)
    .argument("<NAME>", "in kebab case")
    .addHelpText("after", `\n${filesOf(skeletonOf)}`)
    .action((given: string) => write(root, parseName(given), skeletonOf));
}

async function write(root: string, name: Name, skeletonOf: SkeletonOf): Promise<void> {
  const { installs, generated, next } = skeletonOf(name);
  const changes = await planChanges(root, name, skeletonOf);
  await writeAll(root, changes, ["pnpm-lock.yaml", ...generated], () => {
    if (installs) linkPackages(root);
    if (generated.length > 0) generate(root);
  });
  process.stdout.write(closing(changes, next, generated));
}

/** What the kind's skeleton writes, for a name in the example's place. */
function filesOf(skeletonOf: SkeletonOf): string {
  const { created, edited, generated } = skeletonOf(parseName("example"));
  return ["Writes, for example:", ...Object.keys(created), "", "Changes:", ...Object.keys(edited), ...generated]
    .map((line) => (line.includes("/") ? `  ${line}` : line))
    .join("\n");
}

function closing(changes: readonly Change[], next: Skeleton["next"], generated: readonly string[]): string {
  const width = Math.max(...next.map(([command]) => command.length));
  return [
    ...changes.filter(({ isNew }) => isNew).map(({ path }) => `  new      ${path}`),
    ...changes.filter(({ isNew }) => !isNew).map(({ path }) => `  changed  ${path}`),
    ...generated.map((path) => `  made     ${path}`),
    "",
    "Next, after each change of yours:",
    ...next.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`),
    "",
  ].join("\n");
}
