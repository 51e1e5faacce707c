/** What is known of the GPUs that programs see here. */
export interface GraphicsCards {
  /** By model, in the driver's order. */
  readonly gpus: readonly string[];
  readonly gpuDriverMajor: number | null;
  readonly cudaMajor: number | null;
}

/** Runs a program and gives what it printed; null where it is not there or does not answer. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string | null>;

const none: GraphicsCards = { gpus: [], gpuDriverMajor: null, cudaMajor: null };

/** Longest name of a GPU that is kept, and most GPUs. */
const longestName = 100;
const mostCards = 64;

interface Card {
  readonly index: string;
  readonly uuid: string;
  readonly name: string;
  readonly driver: string;
}

/**
 * Asks NVIDIA's driver by its own tool (`nvidia-smi --help-query-gpu`). `visible` is CUDA_VISIBLE_DEVICES: what it
 * leaves out is no part of the machine that programs meet.
 */
export async function graphicsCards(run: RunProgram, visible: string | undefined): Promise<GraphicsCards> {
  const listed = await run("nvidia-smi", ["--query-gpu=index,uuid,name,driver_version", "--format=csv,noheader"]);
  const cards = visibleOf((listed ?? "").split("\n").flatMap(cardIn).slice(0, mostCards), visible);
  const [first] = cards;
  if (first === undefined) return none;
  // The newest CUDA that the driver serves stands in the head of each long report; this is the shortest of them.
  const report = await run("nvidia-smi", ["-q", "-d", "COMPUTE"]);
  return {
    gpus: cards.map(({ name }) => name),
    gpuDriverMajor: majorIn(/^(?<major>\d{1,6})(?:\.|$)/, first.driver),
    cudaMajor: majorIn(/^CUDA(?: UMD)? Version\s*:\s*(?<major>\d{1,6})\./m, report ?? ""),
  };
}

function cardIn(line: string): Card[] {
  const [index = "", uuid = "", name = "", driver = "", ...rest] = line.split(",").map((field) => field.trim());
  const isCard = /^\d+$/.test(index) && name !== "" && driver !== "" && rest.length === 0;
  return isCard ? [{ index, uuid, name: name.slice(0, longestName), driver }] : [];
}

/** By index or the beginning of the UUID, in the order given. A part of a GPU (MIG) does not say which GPU it is of. */
function visibleOf(cards: readonly Card[], visible: string | undefined): readonly Card[] {
  if (visible === undefined || visible.includes("MIG-")) return cards;
  return visible
    .split(",")
    .map((entry) => entry.trim())
    .flatMap((entry) =>
      cards.filter(({ index, uuid }) => index === entry || (entry.startsWith("GPU-") && uuid.startsWith(entry))),
    );
}

function majorIn(pattern: RegExp, text: string): number | null {
  const major = pattern.exec(text)?.groups?.["major"];
  return major === undefined ? null : Number(major);
}
