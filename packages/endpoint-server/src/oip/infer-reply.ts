import { quotedText, type HostTensor } from "@evenkeel/core";
import { Refusal } from "../refusal.ts";
import { jsonReply, type Reply } from "../reply.ts";
import type { ServedModel } from "../served-model.ts";
import { headerLengthHeader } from "./infer-request.ts";
import { bytesPerValue, datatype, type InferRequest } from "./tensor-schema.ts";

/** The one version there is. */
export const version = "1";

/** Throws `Refusal` where an output is asked for that the model has not. */
export function checkOutputs({ outputs = [] }: InferRequest, { predictor }: ServedModel): void {
  for (const { name, parameters } of outputs) {
    if (name !== predictor.outputs) {
      throw new Refusal(400, `no output ${quotedText(name)}; the model has "${predictor.outputs}"`);
    }
    if (parameters?.["classification"] !== undefined) throw new Refusal(400, "no classification extension here");
  }
}

/** Outputs in JSON, or in binary where the request says so. */
export function inferReply(request: InferRequest, predicted: HostTensor, served: ServedModel): Reply {
  const output = { name: served.predictor.outputs, shape: predicted.shape, datatype };
  const head = {
    model_name: served.name,
    model_version: version,
    ...(request.id !== undefined && { id: request.id }),
  };
  if (!wantsBinary(request)) {
    return jsonReply({ ...head, outputs: [{ ...output, data: Array.from(predicted.data) }] });
  }
  const { buffer, byteOffset, byteLength } = predicted.data;
  const parameters = { binary_data_size: predicted.data.length * bytesPerValue };
  const json = Buffer.from(JSON.stringify({ ...head, outputs: [{ ...output, parameters }] }));
  return {
    status: 200,
    headers: { "content-type": "application/octet-stream", [headerLengthHeader]: String(json.length) },
    body: Buffer.concat([json, new Uint8Array(buffer, byteOffset, byteLength)]),
  };
}

function wantsBinary({ outputs, parameters }: InferRequest): boolean {
  return outputs?.[0]?.parameters?.binary_data ?? parameters?.binary_data_output ?? false;
}
