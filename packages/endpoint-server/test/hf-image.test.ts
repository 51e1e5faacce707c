import { InferenceClient } from "@huggingface/inference";
import { logSoftmax } from "@evenkeel/stats";
import { describe, expect, it } from "vitest";
import { labels, logitsOf, pngOf, post, started, tensorOf } from "./fixtures/served.ts";

/** What the model says of picture `n`, the likeliest first. */
function scoresOf(n: number): { label: string | undefined; score: number }[] {
  return Array.from(logSoftmax(logitsOf(tensorOf(n)).data), (log, index) => ({
    label: labels[index],
    score: Math.exp(log),
  })).sort((a, b) => b.score - a.score);
}

describe("Hugging Face's own client", () => {
  it("is given what the model predicts, exactly", async () => {
    const { url } = await started({ protocols: ["hf-image"] });
    const client = new InferenceClient("any key", { endpointUrl: `${url}/models/tiny`, retry_on_error: false });
    for (const n of [1, 2, 3]) {
      const data = new Blob([new Uint8Array(await pngOf(n))], { type: "image/png" });
      expect(await client.imageClassification({ data })).toEqual(scoresOf(n));
    }
  });

  it("hears why a picture is refused", async () => {
    const { url } = await started({ protocols: ["hf-image"] });
    const client = new InferenceClient("any key", { endpointUrl: url, retry_on_error: false });
    const asked = client.imageClassification({ data: new Blob(["no picture"]) });
    await expect(asked).rejects.toThrow(/neither PNG nor JPEG/);
  });
});

describe("hf-image", () => {
  it("takes base64 in JSON, and gives as many labels as are asked for", async () => {
    const { url } = await started();
    const inputs = (await pngOf(2)).toString("base64");
    const body = JSON.stringify({ inputs, parameters: { top_k: 1 } });
    const asJson = await post(`${url}/`, body, { "content-type": "application/json" });
    expect(await asJson.json()).toEqual(scoresOf(2).slice(0, 1));
    const asBytes = await post(`${url}/models/tiny?top_k=2`, new Uint8Array(await pngOf(2)));
    expect(await asBytes.json()).toEqual(scoresOf(2).slice(0, 2));
  });

  it.each([
    ["/models/other", "x", {}, 404, /no model "other"/],
    ["/models/tiny", "", {}, 400, /an empty file/],
    ["/models/tiny?top_k=0", "x", {}, 400, /top_k/],
    ["/models/tiny", "{}", { "content-type": "application/json" }, 400, /inputs/],
    ["/models/tiny", '{"inputs":"%%%%"}', { "content-type": "application/json" }, 400, /base64/],
  ])("refuses %s %s", async (path, body, headers, status, message) => {
    const { url } = await started();
    const reply = await post(`${url}${path}`, body, headers);
    expect(reply.status).toBe(status);
    expect(await reply.json()).toEqual({ error: expect.stringMatching(message) });
  });
});
