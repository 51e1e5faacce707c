export { classLabels, endpointNetwork } from "./classes.ts";
export { endpointSchema, type Endpoint, type EndpointOf, type ProtocolName } from "./endpoint.ts";
export { parseEndpoint, readEndpoint, type EndpointFile } from "./read-endpoint.ts";
