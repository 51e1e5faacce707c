import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import {
  DataError,
  interfaceParts,
  UsageError,
  type Network,
  type OnnxDeclaration,
  type OnnxModelInfo,
  type StatedBy,
} from "@evenkeel/core";
import { classOutput } from "./class-output.ts";
import { onnxFacts, type OnnxFacts } from "./facts.ts";
import { imageInput } from "./image-input.ts";
import { MalformedFile } from "./wire.ts";

/** What is declared of a file. */
export interface OnnxFileOptions extends Pick<OnnxDeclaration, "input" | "output"> {
  /** What the model is called. */
  readonly name: string;
  /** Of its outputs, in their order. */
  readonly labels?: readonly string[];
}

/** Most bytes of an ONNX file: what the format's own limit is. */
const mostBytes = 2 ** 31 - 1;
/** Longest text about itself that is kept of a file. */
const longestText = 200;

/**
 * Opens an ONNX image classifier without running it: who it is by its content, and how it is called, as declared or as
 * the file says. Throws `DataError` for what is no whole ONNX file, `UsageError` where what is declared does not fit or
 * does not suffice.
 */
export async function openOnnxFile(file: string, options: OnnxFileOptions): Promise<OnnxModelInfo> {
  const bytes = await readFile(file);
  const facts = factsOf(bytes, file);
  if (facts.externalData !== null) {
    throw new DataError("keeps weights in another file", {
      where: file,
      got: facts.externalData,
      remedy: "save it as one file: onnx.save(onnx.load(path), path) in Python",
    });
  }
  const where = basename(file);
  const image = imageInput(facts, options.input ?? {}, where);
  const classes = classOutput(facts, { declared: options.output ?? {}, labels: options.labels }, where);
  const stated = { ...image.stated, ...classes.stated };
  return {
    kind: "onnx",
    network: networkOf(options.name, { facts, where, size: image.size, classes: classes.classes }),
    parameters: facts.parameters,
    file: {
      name: where,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      bytes: bytes.length,
      producer: textOf(facts.producer),
      author: textOf(facts.metadata.get("model_author") ?? null),
      licence: textOf(facts.metadata.get("model_license") ?? null),
      operatorSets: facts.operatorSets,
    },
    interface: { input: image.input, output: classes.output },
    labels: classes.labels,
    stated: Object.fromEntries(interfaceParts.map((part) => [part, stated[part] ?? "assumed"])) as Record<
      (typeof interfaceParts)[number],
      StatedBy
    >,
  };
}

function networkOf(
  name: string,
  {
    facts,
    where,
    size,
    classes,
  }: {
    readonly facts: OnnxFacts;
    readonly where: string;
    readonly size: Network["input"];
    readonly classes: number;
  },
): Network {
  const producer = textOf(facts.producer);
  return {
    name,
    title: where.slice(0, longestText),
    origin: producer === null ? "given as an ONNX file" : `given as an ONNX file, made by ${producer}`,
    input: size,
    classes,
  };
}

function factsOf(bytes: Uint8Array, where: string): OnnxFacts {
  try {
    return onnxFacts(bytes);
  } catch (cause) {
    if (!(cause instanceof MalformedFile)) throw cause;
    throw new DataError("not a whole ONNX file", {
      where,
      got: cause.message,
      remedy: "check its path, and get it again",
      cause,
    });
  }
}

async function readFile(file: string): Promise<Buffer> {
  const handle = await open(file).catch((cause: unknown) => {
    const got = (cause as NodeJS.ErrnoException).code ?? "an error";
    throw new UsageError("cannot be read", { where: file, expected: "an ONNX file", got, cause });
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new UsageError("not a file", { where: file, expected: "an ONNX file" });
    if (stats.size > mostBytes) {
      throw new DataError("too large for an ONNX file", {
        where: file,
        expected: `at most ${mostBytes} bytes`,
        got: `${stats.size}`,
      });
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** What a file says of itself, on one line and cut; null of nothing. */
function textOf(text: string | null): string | null {
  const line = (text ?? "").replaceAll(/\s+/g, " ").trim().slice(0, longestText);
  return line === "" ? null : line;
}
