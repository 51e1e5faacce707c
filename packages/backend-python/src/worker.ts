import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { BackendError, CrashedError, foreignText, type EvenkeelError } from "@evenkeel/core";
import { z } from "zod";
import { encodeFrame, FrameReader, type Frame } from "./frames.ts";

const script = fileURLToPath(new URL("../python/worker.py", import.meta.url));
const logCharacters = 16 * 1024;

const replySchema = z.discriminatedUnion("ok", [
  z.looseObject({ ok: z.literal(true) }),
  z.looseObject({ ok: z.literal(false), kind: z.enum(["missing", "no-device", "failed"]), message: z.string() }),
]);

/** What a Python worker refused, in its own words. */
export class WorkerRefusal extends BackendError {
  readonly kind: "missing" | "no-device" | "failed";

  constructor(kind: WorkerRefusal["kind"], message: string, where: string) {
    super(message, { where });
    this.kind = kind;
  }
}

export interface WorkerOptions {
  /** Backend id, for messages. */
  readonly id: string;
  /** The Python interpreter. */
  readonly python: string;
  /** Of python/worker.py: framework, device and, where given, threads. */
  readonly args: readonly string[];
}

interface Waiting {
  readonly resolve: (frame: Frame) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A Python process that holds models. It replies to requests in order. It ends when this process does, however that
 * happens, because its stdin ends then; while no reply is awaited it does not keep this process alive.
 */
export class Worker {
  readonly #id: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #waiting: Waiting[] = [];
  #log = "";
  #stopping = false;
  #ended: EvenkeelError | null = null;

  constructor({ id, python, args }: WorkerOptions) {
    this.#id = id;
    // -E: a PYTHONPATH of the user's would put other packages before the pinned ones.
    this.#child = spawn(python, ["-B", "-E", script, ...args], { stdio: ["pipe", "pipe", "pipe"], windowsHide: true });
    const reader = new FrameReader();
    this.#child.stdout.on("data", (chunk: Uint8Array) => this.#receive(reader, chunk));
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#log = (this.#log + text).slice(-logCharacters);
    });
    this.#child.once("error", ({ code }: NodeJS.ErrnoException) =>
      this.#end(`${code ?? "an error"} when it was started`),
    );
    this.#child.once("close", (code, signal) => this.#end(this.#howItEnded(code, signal), CrashedError));
    // `close` says how it ended.
    this.#child.stdin.on("error", () => undefined);
  }

  get alive(): boolean {
    return this.#ended === null;
  }

  /** The first frame, which the worker sends by itself when it is ready. */
  ready(): Promise<Frame> {
    return this.#reply();
  }

  /**
   * Rejects with `WorkerRefusal` what the worker cannot do, with `CrashedError` when it died, and with `BackendError`
   * when it sent what cannot be read.
   */
  request(frame: Frame): Promise<Frame> {
    const reply = this.#reply();
    if (this.alive) for (const part of encodeFrame(frame)) this.#child.stdin.write(part);
    return reply;
  }

  /** Ends the process; settles when it is gone. */
  async stop(): Promise<void> {
    if (this.#ended !== null) return;
    const closed = once(this.#child, "close");
    this.#stopping = true;
    this.#holdOpen();
    this.#child.kill("SIGKILL");
    await closed;
  }

  async #reply(): Promise<Frame> {
    if (this.#ended !== null) throw this.#ended;
    const { promise, resolve, reject } = Promise.withResolvers<Frame>();
    this.#waiting.push({ resolve, reject });
    this.#holdOpen();
    const frame = await promise;
    const parsed = replySchema.safeParse(frame.header);
    if (!parsed.success) throw this.#end(z.prettifyError(parsed.error));
    if (!parsed.data.ok) throw new WorkerRefusal(parsed.data.kind, parsed.data.message, this.#id);
    return frame;
  }

  #receive(reader: FrameReader, chunk: Uint8Array): void {
    try {
      for (const frame of reader.push(chunk)) {
        const waiting = this.#waiting.shift();
        if (waiting === undefined) throw new Error("a reply without a request");
        waiting.resolve(frame);
      }
    } catch (error) {
      this.#end(error instanceof Error ? error.message : String(error));
    }
    this.#holdOpen();
  }

  /** Rejects all that is awaited now and later. */
  #end(got: string, Kind: typeof BackendError | typeof CrashedError = BackendError): EvenkeelError {
    this.#child.kill("SIGKILL");
    this.#ended ??= new Kind("its Python process ended", { where: this.#id, got });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
    return this.#ended;
  }

  #howItEnded(code: number | null, signal: string | null): string {
    const how = signal === null ? `exit code ${code ?? "unknown"}` : signal;
    const line = this.#log
      .split("\n")
      .map((text) => text.trim())
      .findLast((text) => text !== "");
    return line === undefined ? how : `${how}: ${foreignText(line, 300)}`;
  }

  /** This process must stay for a reply or an end that is awaited, and may go otherwise. */
  #holdOpen(): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const handle of [this.#child, stdin, stdout, stderr] as readonly Partial<NodeJS.Immediate>[]) {
      if (this.#waiting.length > 0 || this.#stopping) handle.ref?.();
      else handle.unref?.();
    }
  }
}
