import { knownModel } from "../known-model.ts";
import { parseInfer } from "../oip/infer-request.ts";
import { checkOutputs, inferReply, version } from "../oip/infer-reply.ts";
import { datatype, inputName } from "../oip/tensor-schema.ts";
import type { Incoming, InfoRoute, PredictionRoute, Protocol, Work } from "../protocol.ts";
import { Refusal } from "../refusal.ts";
import { jsonReply, type Reply } from "../reply.ts";
import type { ServedModel } from "../served-model.ts";

/**
 * The Open Inference Protocol over HTTP, with the binary tensor extension: what KServe, Triton, MLServer and OpenVINO
 * Model Server speak. Images go in as float32 [N, height, width, channels] in 0–1, the model's outputs come out.
 * https://github.com/kserve/open-inference-protocol
 */
export const oipV2: Protocol = {
  title: "Open Inference Protocol, JSON and binary tensors",
  bodyLimit: 16 * 2 ** 20,
  owns: (path) => path === "/v2" || path.startsWith("/v2/"),
  routes: (served) => [...serverRoutes, ...modelRoutes(served), ...inferRoutes(served)],
  refusal: ({ message }) => ({ error: message }),
  address: (url) => url,
  example: (url, { name, input: { height, width, channels } }) => {
    const zeros = `$(yes 0 | head -n ${height * width * channels} | paste -sd, -)`;
    const tensor = `{"name":"${inputName}","shape":[1,${height},${width},${channels}],"datatype":"${datatype}"`;
    const json = `${tensor},"data":[${zeros}]}`.replaceAll('"', String.raw`\"`);
    return `curl -s ${url}/v2/models/${name}/infer -d "{\\"inputs\\":[${json}]}"`;
  },
};

const ok = (value: unknown) => () => jsonReply(value);

const serverRoutes: readonly InfoRoute[] = [
  { method: "GET", path: "/v2", reply: ok({ name: "evenkeel", version: "2", extensions: ["binary_tensor_data"] }) },
  { method: "GET", path: "/v2/health/live", reply: ok({ live: true }) },
  { method: "GET", path: "/v2/health/ready", reply: ok({ ready: true }) },
];

/** With and without the version. */
const modelPaths = ["/v2/models/:model", "/v2/models/:model/versions/:version"] as const;

function modelRoutes(served: ServedModel): InfoRoute[] {
  const about = (value: unknown) => (incoming: Incoming) => {
    checkModel(incoming, served);
    return jsonReply(value);
  };
  return modelPaths.flatMap((path) => [
    { method: "GET" as const, path, reply: about(metadata(served)) },
    { method: "GET" as const, path: `${path}/ready`, reply: about({ name: served.name, ready: true }) },
  ]);
}

function inferRoutes(served: ServedModel): PredictionRoute[] {
  const reply = async (incoming: Incoming, { predict }: Work): Promise<Reply> => {
    checkModel(incoming, served);
    const { request, images } = parseInfer(incoming, served);
    checkOutputs(request, served);
    return inferReply(request, await predict(images), served);
  };
  return modelPaths.map((path) => ({ method: "POST", path: `${path}/infer`, reply }));
}

function checkModel({ params }: Incoming, served: ServedModel): void {
  knownModel(params["model"] ?? "", served);
  const asked = params["version"] ?? version;
  if (asked !== version) throw new Refusal(404, `the model has version "${version}" alone`);
}

function metadata({ name, input, labels, predictor }: ServedModel): unknown {
  const classes = predictor.outputs === "labels" ? [] : [labels.length];
  return {
    name,
    versions: [version],
    platform: "evenkeel",
    inputs: [{ name: inputName, datatype, shape: [-1, input.height, input.width, input.channels] }],
    outputs: [{ name: predictor.outputs, datatype, shape: [-1, ...classes] }],
  };
}
