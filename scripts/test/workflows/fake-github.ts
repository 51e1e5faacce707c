import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { FakeReleases, pageOf, type Answer } from "./fake-releases.ts";

export interface FakeComment {
  readonly id: number;
  readonly user: { readonly login: string };
  readonly body: string;
}

export interface FakeIssue {
  readonly number: number;
  readonly state: "open" | "closed";
  readonly user: { readonly login: string };
  readonly title: string;
  readonly body: string;
  readonly pull_request?: object;
}

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  /** As JSON; null of what is none. */
  readonly body: unknown;
}

interface State {
  readonly pulls?: readonly object[];
  readonly comments?: readonly FakeComment[];
  readonly issues?: readonly FakeIssue[];
}

export interface FakeGitHub {
  readonly url: string;
  readonly requests: FakeRequest[];
  readonly releases: FakeReleases;
}

/** What of GitHub's REST API the workflows use, on loopback, with what was asked of it. */
export async function fakeGitHub(state: State = {}): Promise<FakeGitHub> {
  const requests: FakeRequest[] = [];
  const releases = new FakeReleases();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const base = `http://${request.headers.host ?? ""}`;
      const url = new URL(request.url ?? "/", base);
      const [method = "", body] = [request.method, Buffer.concat(parts)];
      requests.push({
        method,
        path: url.pathname,
        authorization: request.headers.authorization ?? "",
        body: request.headers["content-type"] === "application/json" ? (JSON.parse(body.toString()) as unknown) : null,
      });
      const answer = releases.answer(method, url, body, base) ?? listed(state, method, url);
      response.statusCode = answer.status;
      if (answer.location !== undefined) response.setHeader("Location", answer.location);
      response.setHeader("Content-Type", answer.bytes === undefined ? "application/json" : "application/octet-stream");
      response.end(answer.bytes ?? (answer.json === undefined ? "" : JSON.stringify(answer.json)));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => new Promise<void>((closed) => server.close(() => closed())));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, releases };
}

function listed({ pulls = [], comments = [], issues = [] }: State, method: string, url: URL): Answer {
  if (method !== "GET") return { status: 200, json: { id: 1 } };
  if (url.pathname.endsWith("/pulls")) return { status: 200, json: pulls };
  return { status: 200, json: pageOf<object>(url.pathname.endsWith("/issues") ? issues : comments, url) };
}
