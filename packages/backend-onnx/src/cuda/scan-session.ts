import { BackendError } from "@evenkeel/core";
import type { InferenceSession } from "onnxruntime-common";
import type { OnnxGraph } from "../onnx/model.ts";
import type { Session } from "../session.ts";
import { withBatchOf } from "../webgpu/for-webgpu.ts";

/** Makes a session on the device alone; rejects where an operator of the graph itself would be placed elsewhere. */
export type CreateSession = (graph: OnnxGraph) => Promise<Session>;

/**
 * Runs a graph that is one Scan (`repeated-step.ts`), compiled for each number of images in a batch when it is first
 * seen.
 *
 * ONNX Runtime looks for operators on the CPU in a session's own graph alone, not in the body of its Scan. There, with
 * the number of images unknown, it computes shapes on the CPU and copies what follows from them to the device. With a
 * known number they are constants; and that nothing is left on the CPU is proved by a session of the step alone, before
 * the Scan of the very same step is made.
 */
export class ScanSession implements Session {
  readonly #graph: OnnxGraph;
  readonly #step: OnnxGraph;
  readonly #create: CreateSession;
  readonly #sessions = new Map<number, Session>();

  constructor(graph: OnnxGraph, step: OnnxGraph, create: CreateSession) {
    this.#graph = graph;
    this.#step = step;
    this.#create = create;
  }

  /** A session of the graph itself where it is no Scan. */
  static open(graph: OnnxGraph, create: CreateSession): Promise<Session> {
    const body = graph.nodes[0]?.attributes["body"];
    const isScan = graph.nodes[0]?.type === "Scan" && typeof body === "object" && "graph" in body;
    return isScan ? Promise.resolve(new ScanSession(graph, body.graph, create)) : create(graph);
  }

  async run(feeds: InferenceSession.FeedsType): Promise<InferenceSession.OnnxValueMapType> {
    return (await this.#sessionFor(this.#imagesIn(feeds))).run(feeds);
  }

  async release(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of sessions) await session.release();
  }

  async #sessionFor(images: number): Promise<Session> {
    const known = this.#sessions.get(images);
    if (known !== undefined) return known;
    const step = withBatchOf(this.#step, images);
    const proof = await this.#create(step);
    await proof.release();
    const session = await this.#create(withBody(withBatchOf(this.#graph, images), step));
    this.#sessions.set(images, session);
    return session;
  }

  /** Of the first input that every step takes one slice of, [steps, images, …]. */
  #imagesIn(feeds: InferenceSession.FeedsType): number {
    const states = this.#graph.outputs.length - 1;
    const name = this.#graph.inputs[states]?.name ?? "";
    const images = feeds[name]?.dims[1];
    if (images === undefined) throw new BackendError("a tensor is missing", { where: name });
    return images;
  }
}

/** The Scan with another graph of its step. */
function withBody(graph: OnnxGraph, step: OnnxGraph): OnnxGraph {
  const nodes = graph.nodes.map((node) => ({ ...node, attributes: { ...node.attributes, body: { graph: step } } }));
  return { ...graph, nodes };
}
