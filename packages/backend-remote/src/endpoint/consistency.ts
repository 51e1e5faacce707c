import type { Endpoint } from "./endpoint.ts";
import { classLabels, classOutputs, outputCount } from "./classes.ts";
import { pricesTokens } from "./prices.ts";

/** What does not fit together in an endpoint file, in words; null where all does. */
export function inconsistency(endpoint: Endpoint): string | null {
  return (
    [twiceNamed, wrongOutputs, wrongChannels, unpricedBudget, unboundedTokens, shortTimes]
      .map((rule) => rule(endpoint))
      .find((objection) => objection !== null) ?? null
  );
}

function twiceNamed(endpoint: Endpoint): string | null {
  const names = endpoint.classes.map((entry) => entry.class);
  if (new Set(names).size < names.length) return "classes: two of one name";
  if (new Set(classLabels(endpoint)).size < names.length) return "classes: two with one label";
  if (new Set(classOutputs(endpoint)).size < names.length) return "classes: two with one place in the output";
  return null;
}

function wrongOutputs(endpoint: Endpoint): string | null {
  if (endpoint.protocol !== "oip-v2") {
    const placed = endpoint.classes.some(({ output }) => output !== undefined);
    return placed ? `classes: ${endpoint.protocol} predicts labels, which have no place in an output` : null;
  }
  const count = outputCount(endpoint);
  const beyond = classOutputs(endpoint).find((output) => output >= count);
  return beyond === undefined ? null : `classes: output ${beyond} lies beyond the ${count} that the endpoint gives`;
}

function wrongChannels(endpoint: Endpoint): string | null {
  const { channels } = endpoint.input;
  if (endpoint.protocol !== "oip-v2") {
    return channels === 1 || channels === 3 ? null : "input.channels: an image has 1 or 3";
  }
  const { mean = [], deviation = [], datatype } = endpoint.tensor;
  const wrong = [mean, deviation].find(({ length }) => length > 0 && length !== channels);
  if (wrong !== undefined) return `tensor: mean and deviation have a value each of the ${channels} channels`;
  if (datatype !== "UINT8") return null;
  if (mean.length > 0 || deviation.length > 0) return "tensor: UINT8 holds no values after mean and deviation";
  return endpoint.tensor.scaling === "0-255" ? null : "tensor: UINT8 needs the scaling 0-255";
}

function unpricedBudget({ prices, limits }: Endpoint): string | null {
  return limits.budget.money !== null && prices === null ? "limits.budget.money: a budget in money needs prices" : null;
}

function unboundedTokens(endpoint: Endpoint): string | null {
  const { prices, limits } = endpoint;
  if (limits.budget.money === null || prices === null || !pricesTokens(prices)) return null;
  const tokens = limits.tokensPerRequest;
  if (tokens === undefined) return "limits.tokensPerRequest: prices by token need the most tokens of a request";
  if (endpoint.protocol === "openai-vision" && endpoint.maxOutputTokens > tokens.output) {
    return "limits.tokensPerRequest.output: less than maxOutputTokens";
  }
  return null;
}

function shortTimes({ limits: { backoffSeconds } }: Endpoint): string | null {
  return backoffSeconds.first > backoffSeconds.most ? "limits.backoffSeconds: first is longer than most" : null;
}
