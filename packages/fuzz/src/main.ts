import { relative } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { keep } from "./corpus.ts";
import { fuzzTarget } from "./fuzz-target.ts";
import { targets } from "./targets/index.ts";

interface Flags {
  readonly minutes: number;
  readonly target?: string;
  readonly seed: number;
}

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interruption.abort());

const command = new Command("pnpm fuzz")
  .description(
    "Gives every parser, the terminal and the page inputs that are broken on purpose, and keeps what breaks them.",
  )
  .option("--minutes <n>", "for how long, all targets together", positive, 1)
  .addOption(new Option("--target <name>", "this one alone").choices(targets.map(({ name }) => name)))
  .option("--seed <n>", "of the mutations: the same seed draws the same inputs", natural, Date.now() % 2 ** 31)
  .addHelpText(
    "after",
    "\nExit codes: 0 nothing found, 1 something found (its input is kept in packages/fuzz/corpus, and a test tries it from then on), 2 wrong use, 130 interrupted.",
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action(fuzz);

await command.parseAsync();
if (interruption.signal.aborted) process.exitCode = 130;

async function fuzz({ minutes, target: only, seed }: Flags): Promise<void> {
  const chosen = targets.filter(({ name }) => only === undefined || name === only);
  const seconds = (60 * minutes) / chosen.length;
  say(`seed ${seed}, ${seconds.toFixed(1)} s a target`);
  for (const { name } of chosen) {
    const { tried, finding } = await fuzzTarget(name, { seconds, seed, signal: interruption.signal });
    if (interruption.signal.aborted) return say("interrupted");
    say(`${name}: ${tried} inputs${finding === null ? "" : `, one breaks it: ${finding.problem}`}`);
    if (finding === null) continue;
    say(`kept as ${relative(process.cwd(), await keep(name, finding.input))}`);
    process.exitCode = 1;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("Expected a number of minutes above 0.");
  return value;
}

function natural(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError("Expected a whole number from 0.");
  return value;
}
