/**
 * Seven nights of a clone of this checkout, a real short run each. After the fourth a commit makes every single
 * prediction of one backend 15% slower; harmless commits lie around it. Then what a night's job does: check, confirm
 * with a bisection, issues, pages. Says whether the commit was named, and nothing else was. For a quiet machine; takes
 * about a quarter of an hour:
 *
 *   pnpm --filter @evenkeel/cli seven-nights OUT
 */
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { nightOfRunFolder } from "@evenkeel/history";
import { projectRoot } from "../../src/project.ts";
import { clone } from "./checkout.ts";

const nights = 7;
const slowedBefore = 5;
const mostAttempts = 3;
/** Where predictions of `onnx-cpu` and `onnx-wasm` are made; the experiment has the first of the two. */
const slowedFile = "packages/backend-onnx/src/inference-model.ts";
const timed = "const computeMs = performance.now() - startMs;";
/** The wait stands inside of what the backend itself times, as slower code would. */
const slower = `const until = performance.now() + 0.15 * (performance.now() - startMs);
    while (images.shape[0] === 1 && performance.now() < until);
    ${timed}`;

if (process.argv[2] === undefined) throw new TypeError("name the folder to write");
const out = resolve(process.env["INIT_CWD"] ?? ".", process.argv[2]);
await mkdir(out);
const checkout = await clone(projectRoot, join(out, "checkout"));
const say = (line: string) => process.stderr.write(`${line}\n`);
const harmless = (what: string) => checkout.commit(what, async () => ({ "NIGHT.md": `${what}\n` }));

const experiment = join(out, "checkout", "seven-nights.ts");
await checkout.commit("An experiment", async () => {
  await copyFile(new URL("experiment.ts", import.meta.url), experiment);
  return {};
});
let culprit = "";
for (let night = 1; night <= nights; night += 1) {
  await harmless(`Work of day ${night}`);
  if (night === slowedBefore) {
    culprit = await checkout.commit("Predictions, tidied", async (read) => {
      const text = await read(slowedFile);
      if (!text.includes(timed)) throw new Error(`${slowedFile} has no line to slow down`);
      return { [slowedFile]: text.replace(timed, slower) };
    });
    await harmless(`More work of day ${night}`);
  }
  await measure(night);
}

/** A night in quarantine is measured again, as its machine's owner would; what was measured is kept. */
async function measure(night: number): Promise<void> {
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    say(`night ${night}, attempt ${attempt}`);
    const place = `reports/runs/night-${night}-${attempt}`;
    const { code } = await checkout.evenkeel("run", experiment, "--out", place);
    if (code !== 0) throw new Error(`night ${night} ended with ${code}`);
    const { run } = await nightOfRunFolder(join(checkout.folder, place), checkout.folder);
    if (run.quarantined === null) return;
    say(`in quarantine: ${run.quarantined}`);
  }
}

const paths = { issues: join(out, "issues"), site: join(out, "site") };
await checkout.evenkeel("history", "import", "reports/runs");
const check = await checkout.evenkeel("history", "check", "--json");
const confirm = await checkout.evenkeel("history", "confirm", "--bisect", "--issues", paths.issues, "--json");
await checkout.evenkeel("history", "render", "--out", paths.site);
await writeFile(join(out, "check.json"), check.stdout);
await writeFile(join(out, "confirm.json"), confirm.stdout);

interface Decided {
  readonly state: string;
  readonly series: { readonly backend: string; readonly task: string; readonly measurement: string };
  readonly change: { readonly bisection: { readonly firstBad: string | null } | null } | null;
}
const decided = JSON.parse(confirm.stdout) as readonly Decided[];
process.stdout.write(`slowed by ${culprit}; confirm ended with ${confirm.code}\n`);
for (const { state, series, change } of decided) {
  const { backend, task, measurement } = series;
  const isRight =
    backend === "onnx-cpu" && task === "latency" && change?.bisection?.firstBad === culprit
      ? "as injected"
      : "NOT injected";
  process.stdout.write(
    `${state}: ${backend} ${task} ${measurement}: ${change?.bisection?.firstBad ?? "–"} ${isRight}\n`,
  );
}
