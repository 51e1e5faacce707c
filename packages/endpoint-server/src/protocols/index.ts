import type { Protocol, ProtocolName } from "../protocol.ts";
import { hfImage } from "./hf-image.ts";
import { oipV2 } from "./oip-v2.ts";
import { openaiVision } from "./openai-vision.ts";

/** Every protocol there is. */
export const protocols: Readonly<Record<ProtocolName, Protocol>> = {
  "oip-v2": oipV2,
  "openai-vision": openaiVision,
  "hf-image": hfImage,
};
