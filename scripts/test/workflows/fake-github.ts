import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface FakeComment {
  readonly id: number;
  readonly user: { readonly login: string };
  readonly body: string;
}

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: unknown;
}

interface State {
  readonly pulls: readonly object[];
  readonly comments: readonly FakeComment[];
}

/** What of GitHub's REST API the workflows use, on loopback, with what was asked of it. */
export async function fakeGitHub({ pulls, comments }: State): Promise<{ url: string; requests: FakeRequest[] }> {
  const requests: FakeRequest[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://localhost");
      const text = Buffer.concat(parts).toString();
      requests.push({
        method: request.method ?? "",
        path: url.pathname,
        authorization: request.headers.authorization ?? "",
        body: text === "" ? null : (JSON.parse(text) as unknown),
      });
      const isList = request.method === "GET";
      const page = Number(url.searchParams.get("page") ?? 1) - 1;
      const list = url.pathname.endsWith("/pulls") ? pulls : comments.slice(100 * page, 100 * (page + 1));
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(isList ? list : { id: 1 }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => new Promise<void>((closed) => server.close(() => closed())));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}
