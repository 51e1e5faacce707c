import { machineNameLength, measurementCatalog, taskNames } from "@evenkeel/core";
import { disturbedFrom, quarantinedFrom, schemaVersion } from "@evenkeel/run-folder";
import { tasks } from "@evenkeel/tasks";

const versions = `| version | what changed |
| --- | --- |
| 1 | the first: one seed a run, a workload known by its model, tasks as a list with their settings beside it, limits as sentences |
| 2 | workloads with ids, several seeds, variants, settings by task, limits as data, a software adapter as a field (\`runtime.adapter\`), \`load.firstAnswerMs\` became \`load.firstPredictionMs\`, bases in kebab-case, latency samples in the order of time |
| 3 | an experiment lists thread counts, numbers or \`"default"\`, and a cell's variant says which it ran on |`;

const states = `States: \`completed\` has measurements and \`limits\`; \`over-budget\` has \`partialMeasurements\`; \`unavailable\`, \`not-comparable\` and
\`failed\` have none. All but \`completed\` have a \`reason\` with code, message and remedy. A limit says what was cut short:
\`{ "work": "train", "done": 3, "planned": 375, "unit": "steps", "seconds": 12 }\`.`;

const percent = (share: number) => `${100 * share}%`;

const rounds = `## Rounds

\`rounds\` of \`run.json\` says how the machine fared over each round that is whole: the means, weighted by time, of what its timed cells say
in \`machineLoad\`, and frequency, temperature and throttling of the processors (\`processors\`) where the kernel shows them. The machine is
read before and after a cell, never while it measures. A round is \`disturbed\`, keeps its place in the tables and counts for no claim, by the
first of these that holds: other programs took ${percent(disturbedFrom.othersShare)} of the processors' time or more, the host gave
${percent(disturbedFrom.stolenShare)} of it to other machines, a quota held the run up for ${percent(disturbedFrom.throttledShare)} of the time, the processors' frequency lay ${percent(disturbedFrom.slowerShare)}
below the mean of the other rounds, they slowed down for their heat and in most other rounds did not, or the run paused for
${disturbedFrom.pauseSeconds / 60} minutes between two of its cells. The rule asks the machine alone, never the times.`;

const roundsAndMachine = `${rounds}

## The machine

\`fingerprint\` is the machine's identity: times compare only where it is equal. It is made from \`environment.machine\`, whose parts stand there so
that a reader sees why two differ (\`evenkeel compare\` says it in words): the processor's name with vendor, family, model and stepping, its vector
extensions, as virtual machines call several generations "AMD EPYC" alike, usable cores, GPUs with the major of their driver and of the CUDA it serves, operating system and
architecture. Memory counts by class (1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, … GiB), because kernels reserve differing parts of it: 23.4 and 24 GiB are one.
Versions of Node and of libraries are no part of it, nor are the kernel's release or the host's name. Runs without \`environment.machine\` were
fingerprinted by less, and no such fingerprint equals a later one.

\`environment.machineName\` is what people call the machine (\`--machine\`, or \`EVENKEEL_MACHINE\`): 1 to ${machineNameLength} characters, never the host's name by itself, and no part of
the fingerprint.

\`referenceKernel\` holds how long a fixed computation took, in ms, before the first cell and after the last: version 1 is a product of two 256×256 float32 matrices in blocks and
32 MiB copied there and back, on one thread, in plain TypeScript, the median of 9 repetitions in a process of its own. It runs while no cell does and costs a run about
two seconds. \`--resume\` takes the second time at the end of the whole run.

A whole run is quarantined (\`quarantineOf\`) when more than ${percent(quarantinedFrom.disturbedShare)} of its rounds are disturbed, when other programs and the host's other machines together took
${percent(quarantinedFrom.takenShare)} of the processors' time or more over all rounds, or when the reference kernel's two times lie ${percent(quarantinedFrom.referenceShare)} or more apart. It is
kept and shown, and a history does not judge its times; it never begins another history. A run that holds no such evidence is not quarantined.`;

/** docs/run-folder.md: what a run leaves, with the tables that the code alone knows. */
export function runFolderPage(): string {
  return `# The run folder

This page and the JSON Schemas beside it are made from the code by \`pnpm --filter @evenkeel/cli generate\`; a test keeps them true.

\`reports/runs/<run id>/\` holds all that a report shows. The page can be made again from the folder alone, with no backend
installed (\`evenkeel report FOLDER\`), and so can the other formats (\`--format json|markdown|csv\`). \`--verify\` computes every number again and compares.

| file | what it is |
| --- | --- |
| \`run.json\` | environment, experiment, plan, and the result of every cell: [run.schema.json](schemas/run.schema.json) |
| \`journal.jsonl\` | while it runs, one line a settled cell, flushed before the next begins; empty once the run is closed |
| \`cells/<cell id>/\` | the raw samples of a cell, and \`stderr.log\` where it did not complete |
| \`weights/<workload>.s<seed>.initial.safetensors\` | what every backend starts from |
| \`weights/<workload>.s<seed>.<backend>.r<round>.safetensors\` | what a backend trained from them |
| \`order/s<seed>.train-<images>.epoch-<epoch>.i32\` | the order in which an epoch visits the training images, little-endian 32-bit; of the first 10 epochs, as those after them follow from the seed: the permutation drawn from its stream \`order:epoch-<epoch>\` |
| \`index.html\`, \`pictures.json\`, \`openness.json\` | the report, the test images of published datasets that it shows, at most 24 a workload, and how open its models are, where \`evenkeel openness MODEL --run RUN --keep\` put it there ([openness.md](openness.md)) |
| \`manifest.sha256\` | every other file's hash: \`sha256sum -c manifest.sha256\` |
| \`run.lock\` | empty; carries the lock of the process that runs here |

A killed run stays readable at any moment and goes on with \`evenkeel run --resume FOLDER\`.

## Cells

A cell is a point in dimensions: backend × workload × task × variant × seed × round. Its id is made from them, for example
\`r1.train.keras-mnist-cnn.onnx-cpu.s7\`; a variant adds \`.t2\` (threads), \`.b32\` (batch size) or \`.int8\` (precision) before the seed, a control of A/A \`.aa\` after it.
Rounds repeat what is timed. What a seed determines is trained and evaluated once for each seed; a cell that repeats a training
for its times, in a later round or on another thread count, says \`"timesOnly": true\`. Without \`.t2\` a cell ran on as many threads as
its backend takes itself; \`runtime.threads\` says how many.

${states}

| task | samples in \`cells/<cell id>/\` | needs a backend that | repeated for |
| --- | --- | --- | --- |
${taskNames.map(taskRow).join("\n")}

${roundsAndMachine}

## Measurements

Each is \`{ value, unit, n, basis }\`: \`n\` samples stand behind it, of the table's kind (or of that in \`counts\`, in older runs), \`basis\` says how it was got. Names are stable.

| name | unit | n counts | what it is |
| --- | --- | --- | --- |
${Object.entries(measurementCatalog)
  .map(([name, { unit, counts, meaning }]) => `| \`${name}\` | ${unit} | ${counts} | ${meaning} |`)
  .join("\n")}

## Versions

\`schemaVersion\` in \`run.json\` is ${schemaVersion}. It is raised whenever a field changes its meaning. The writer is strict. A reader takes
its own version and all older ones, which it migrates; within a version it passes over fields that it does not know; a newer
version it refuses by name.

${versions}

What \`evenkeel run --json\` prints is described by [summary.schema.json](schemas/summary.schema.json), an experiment by
[experiment.schema.json](schemas/experiment.schema.json).
`;
}

function taskRow(name: (typeof taskNames)[number]): string {
  const { samples, needs, repeats } = tasks[name];
  const repeated =
    [
      ...(repeats.seeds ? ["seeds"] : []),
      ...(repeats.rounds ? ["rounds"] : []),
      ...(repeats.threads ? ["threads"] : []),
    ].join(", ") || "nothing";
  return `| \`${name}\` | \`${samples.file}\` | ${needsTexts[needs]} | ${repeated} |`;
}

const needsTexts = { predicts: "predicts", layers: "predicts a model spec", trains: "trains" } as const;
