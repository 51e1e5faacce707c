import { quotedText, UsageError, workloadSourceSchema, type OnnxDeclaration } from "@evenkeel/core";

type Input = NonNullable<OnnxDeclaration["input"]>;
type Output = NonNullable<OnnxDeclaration["output"]>;

/** How each part of `--onnx-input` is written, and what it means. */
const inputParts: Readonly<Record<string, (value: string) => Record<string, unknown>>> = {
  name: (value) => ({ name: value }),
  layout: (value) => ({ layout: value }),
  size: (value) => {
    const [height = "", width = "", ...more] = value.split(/[x×]/);
    return { height: numberOf(height), width: more.length === 0 ? numberOf(width) : value };
  },
  channels: (value) => ({ channels: numberOf(value) }),
  order: (value) => ({ channelOrder: value }),
  scale: (value) => ({ scale: numberOf(value) }),
  mean: (value) => ({ mean: numbersOf(value) }),
  deviation: (value) => ({ deviation: numbersOf(value) }),
};

const outputParts: typeof inputParts = {
  name: (value) => ({ name: value }),
  meaning: (value) => ({ meaning: value }),
};

/** What `--onnx-input` takes, for its description and its refusal. */
export const inputForm =
  "name=<input>, layout=nchw or nhwc, size=<height>x<width>, channels=<n>, order=rgb or bgr, scale=<what white goes in as>, " +
  "mean=<m> and deviation=<d> or one for each channel joined by colons";
export const outputForm = "name=<output>, meaning=logits, probabilities or labels";

/** Reads `layout=nchw,size=224x224,mean=0.485:0.456:0.406`, in any order and number. Throws `UsageError`. */
export function parseOnnxInput(text: string): Input {
  return declared("input", text, { parts: inputParts, where: "--onnx-input", expected: inputForm }) as Input;
}

/** Reads `name=scores,meaning=probabilities`. Throws `UsageError`. */
export function parseOnnxOutput(text: string): Output {
  return declared("output", text, { parts: outputParts, where: "--onnx-output", expected: outputForm }) as Output;
}

function declared(
  field: "input" | "output",
  text: string,
  { parts, where, expected }: { readonly parts: typeof inputParts; readonly where: string; readonly expected: string },
): unknown {
  const named = text.split(",").map((part): Record<string, unknown> => {
    const at = part.indexOf("=");
    const own = parts[part.slice(0, Math.max(0, at)).trim()];
    // A part that is none stays as it is, for the schema to refuse.
    return own?.(part.slice(at + 1).trim()) ?? { [part]: null };
  });
  const all = named.flatMap((part) => Object.entries(part));
  const value = Object.fromEntries(all);
  const parsed = workloadSourceSchema.safeParse({ kind: "onnx", file: "x", [field]: value });
  if (parsed.success && all.length === Object.keys(value).length) return parsed.data[field];
  throw new UsageError(`no ${field} of a model`, {
    where,
    expected: `${expected}, joined by commas`,
    got: quotedText(text),
  });
}

/** What is no number stays as it is, for the schema to refuse. */
function numberOf(text: string): number | string {
  return text.trim() === "" || !Number.isFinite(Number(text)) ? text : Number(text);
}

function numbersOf(text: string): unknown {
  const numbers = text.split(":").map(numberOf);
  return numbers.length === 1 ? numbers[0] : numbers;
}
