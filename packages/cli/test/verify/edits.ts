import { editBytes, editJson, model, type Loose } from "./honest-run.ts";

/** One number of a folder edited, and where the difference that it makes is to be named. */
export interface Edit {
  readonly name: string;
  readonly edit: (folder: string) => Promise<void>;
  /** Part of a difference's file and path. */
  readonly named: string;
}

const cellId = (task: string, round = 1) => `r${round}.${task}.${model}.onnx-cpu.s1`;

/** A number of a settled cell in `run.json`. */
function ofCell(task: string, what: string, change: (cell: Loose) => void): Edit {
  const id = cellId(task);
  const edit = (folder: string) =>
    editJson(folder, "run.json", (run) => change(run.cells.find((cell: Loose) => cell.id === id)));
  return { name: `${what} of ${task} in run.json`, edit, named: `run.json cells["${id}"]${what}` };
}

function ofMeasurement(task: string, name: string, field: "value" | "n", to: number): Edit {
  return ofCell(task, `.measurements["${name}"].${field}`, (cell) => (cell.measurements[name][field] = to));
}

/** A number of `run.json` outside of its cells. */
function ofRun(named: string, change: (run: Loose) => void): Edit {
  return { name: `${named} in run.json`, edit: (folder) => editJson(folder, "run.json", change), named };
}

function limited(run: Loose): Loose {
  return run.cells.find((cell: Loose) => cell.state === "completed" && cell.limits.length > 0);
}

/** A raw sample: shows as a measurement that no longer follows from it. */
function ofSample(task: string, file: string, measurement: string, change: (samples: Loose) => void): Edit {
  const id = cellId(task);
  const edit = (folder: string) => editJson(folder, `cells/${id}/${file}`, change);
  return {
    name: `a sample of ${task}, by ${measurement}`,
    edit,
    named: `cells["${id}"].measurements["${measurement}"]`,
  };
}

export const edits: readonly Edit[] = [
  ofMeasurement("train", "train.imagesPerSecond", "value", 1e5),
  ofMeasurement("train", "train.finalLoss", "value", 0.1),
  ofMeasurement("latency", "latency.p90Ms", "n", 7000),
  ofMeasurement("latency", "latency.p50Ms", "value", 0.01),
  ofMeasurement("evaluate", "evaluate.accuracy", "value", 0.99),
  ofMeasurement("evaluate", "evaluate.macroF1", "value", 0.99),
  ofMeasurement("throughput", "throughput.imagesPerSecond", "value", 1e6),
  ofMeasurement("step-time", "stepTime.bestBatchSize", "value", 64),
  ofMeasurement("overhead", "overhead.predictMs", "value", 0),
  ofMeasurement("gradients", "gradients.failedChecks", "value", 3),
  ofMeasurement("train", "memory.aboveBaselineBytes", "value", 1),
  ofMeasurement("latency", "load.coldStartMs", "value", 1),
  ofMeasurement("latency", "memory.peakRssBytes", "n", 2),
  ofSample("latency", "latency.json", "latency.p50Ms", (samples) => samples.callMs.fill(1, 0, 400)),
  ofSample("train", "training.json", "train.finalLoss", ({ losses }) => (losses[losses.length - 1] += 1e-9)),
  ofSample("train", "training.json", "train.testAccuracy", ({ epochs }) => (epochs.at(-1).testAccuracy = 0.95)),
  ofSample("evaluate", "predictions.json", "evaluate.crossEntropy", ({ rows }) => (rows[5][3] += 1)),
  ofSample("throughput", "throughput.json", "throughput.imagesPerSecond", ({ batches }) => batches[2].callMs.fill(0.5)),
  ofMeasurement("server", "server.queriesPerSecond", "value", 1e5),
  ofSample("server", "server.json", "server.p90Ms", ({ trials }) =>
    trials.forEach((trial: Loose) => trial.endMs.forEach((_: number, at: number) => (trial.endMs[at] -= 0.001))),
  ),
  {
    name: "an arrival, by the schedule of the seed",
    edit: (folder) =>
      editJson(folder, `cells/${cellId("server")}/server.json`, ({ trials }) => (trials[1].arrivalMs[7] += 0.01)),
    named: "server.json trials[1].arrivalMs[7]",
  },
  ofSample("step-time", "step-time.json", "stepTime.imagesPerSecond", ({ batches }) =>
    batches.forEach((batch: Loose) => batch.calls.forEach((call: Loose) => (call.callMs /= 2))),
  ),
  ofSample("overhead", "overhead.json", "overhead.trainMs", ({ calls }) => calls[1].throughInterfaceMs.fill(9)),
  ofSample("gradients", "gradients.json", "gradients.maxRelativeError", ({ checks }) => (checks[0].maxRelative = 0.5)),
  {
    name: "a label, by the labels of another cell",
    edit: (folder) =>
      editJson(
        folder,
        `cells/${cellId("evaluate")}/predictions.json`,
        ({ labels }) => (labels[4] = (labels[4] + 1) % 10),
      ),
    named: "predictions.json labels[4]",
  },
  {
    name: "a loss in the middle, by the curve of the page",
    edit: (folder) =>
      editJson(folder, `cells/${cellId("train")}/training.json`, ({ losses }) => losses.fill(2, 100, 200)),
    named: "index.html line",
  },
  {
    name: "a number of the page",
    edit: (folder) =>
      editBytes(folder, "index.html", (bytes) =>
        Buffer.from(bytes.toString("utf8").replace(/(<td[^>]*>[^<]*)\d(?=[^<]*<\/td>)/, (_, before) => `${before}99`)),
      ),
    named: "index.html line",
  },
  {
    name: "an initial weight",
    edit: (folder) =>
      editBytes(folder, `weights/${model}.s1.initial.safetensors`, (bytes) => {
        bytes.writeFloatLE(0.5, bytes.length - 4);
        return bytes;
      }),
    named: "initial.safetensors sha256",
  },
  {
    name: "two images of the batch order",
    edit: (folder) =>
      editBytes(folder, "order/s1.train-12000.epoch-1.i32", (bytes) => {
        const [first, second] = [bytes.readInt32LE(40), bytes.readInt32LE(44)];
        bytes.writeInt32LE(second, 40);
        bytes.writeInt32LE(first, 44);
        return bytes;
      }),
    named: "epoch-1.i32 [10]",
  },
  ofRun('workloads[0].initialWeights["1"]', (run) => (run.workloads[0].initialWeights[1] = "0".repeat(64))),
  ofRun("models[0].parameters", (run) => (run.models[0].parameters = 5)),
  ofRun("models[0].flopsPerSample", (run) => (run.models[0].flopsPerSample += 2)),
  ofRun("plan[0].id", (run) => (run.plan[0].round = 2)),
  ofRun("plan[1].seed", (run) => (run.plan[1].seed = 9)),
  ofRun("environment.machine.cores", (run) => (run.environment.cores = 64)),
  ofRun("environment.fingerprint", (run) => run.environment.machine.isa.push("avx512f")),
  ofRun("environment.machine.memoryClassGiB", (run) => (run.environment.machine.memoryClassGiB = 64)),
  ofRun("environment.machine.cpu", (run) => (run.environment.cpu = "another")),
  ofRun("fingerprint", (run) => (run.fingerprint = "0".repeat(16))),
  ofRun(".limits[0].done", (run) => (limited(run).limits[0].done += 1)),
  ofRun(".limits[0].seconds", (run) => (limited(run).limits[0].seconds = 1)),
  ofRun("claims[0].effect", (run) => (run.claims[0].effect.value *= 2)),
  ofRun("claims[0]: ", (run) => (run.claims = [])),
  ofRun("claims[1].n", (run) => (run.claims[1].n += 1)),
  ofRun(`cells["${cellId("train")}"]`, (run) =>
    run.cells.push(run.cells.find(({ id }: Loose) => id === cellId("train"))),
  ),
  ofCell("train", ".seed", (cell) => (cell.seed = 4)),
  {
    name: "seconds that a cell took, by the page",
    edit: (folder) => editJson(folder, "run.json", (run) => (run.cells[0].wallSeconds = 5000)),
    named: "index.html line",
  },
  {
    name: "test images of the dataset, by those that were predicted",
    edit: (folder) => editJson(folder, "run.json", (run) => (run.workloads[0].dataset.testCount = 10_000)),
    named: "training.json testImages",
  },
];
