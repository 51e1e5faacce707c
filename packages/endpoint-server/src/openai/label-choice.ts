import { Refusal } from "../refusal.ts";
import type { ResponseFormat, SchemaProperties } from "./chat-schema.ts";

/** How a completion names the predicted class. */
export interface LabelChoice {
  /** Before and after the label, which stands between them as JSON or as it is. */
  readonly before: string;
  readonly after: string;
  readonly quoted: boolean;
  /** Class indices to choose from. */
  readonly candidates: readonly number[];
}

const param = "response_format";

/**
 * What a response format lets a classifier say: its label in the one property of a JSON schema that has an `enum`, of
 * the labels there; in a property `label` of a JSON object; or alone. Throws `Refusal` where a schema asks for more.
 */
export function labelChoice(format: ResponseFormat | null | undefined, labels: readonly string[]): LabelChoice {
  const all = [...labels.keys()];
  if (format == null || format.type === "text") return { before: "", after: "", quoted: false, candidates: all };
  if (format.type === "json_object") return inProperty("label", all);
  const { properties, required = [] } = format.json_schema.schema;
  const { name, allowed } = enumProperty(properties);
  const other = required.find((property) => property !== name);
  if (other !== undefined) {
    throw new Refusal(400, "the schema requires a property that an image classifier cannot fill", { param });
  }
  const candidates = all.filter((index) => allowed.has(labels[index]));
  if (candidates.length > 0) return inProperty(name, candidates);
  throw new Refusal(400, `no value of the schema's enum is a label of this model: ${listed(labels)}`, { param });
}

function inProperty(name: string, candidates: readonly number[]): LabelChoice {
  return { before: `{${JSON.stringify(name)}:`, after: "}", quoted: true, candidates };
}

function enumProperty(properties: SchemaProperties): { name: string; allowed: ReadonlySet<unknown> } {
  const [first, another] = Object.entries(properties).filter(([, property]) => property.enum !== undefined);
  if (first !== undefined && another === undefined) return { name: first[0], allowed: new Set(first[1].enum) };
  throw new Refusal(400, "expected a schema with one property that has an enum of labels", { param });
}

function listed(labels: readonly string[]): string {
  const shown = labels.slice(0, 10).map((label) => JSON.stringify(label));
  return shown.length < labels.length ? `${shown.join(", ")}, …` : shown.join(", ");
}
