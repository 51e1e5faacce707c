import type { Endpoint, EndpointOf, ProtocolName } from "../endpoint/index.ts";
import { hfImage } from "./hf-image.ts";
import { oipV2 } from "./oip/oip-v2.ts";
import { openaiVision } from "./openai-vision.ts";
import type { Protocol } from "./protocol.ts";

const protocols: { readonly [P in ProtocolName]: (endpoint: EndpointOf<P>) => Protocol } = {
  "oip-v2": oipV2,
  "openai-vision": openaiVision,
  "hf-image": hfImage,
};

/** How this endpoint is spoken to. */
export function protocolOf(endpoint: Endpoint): Protocol {
  return protocols[endpoint.protocol](endpoint as never);
}
