/** GitHub's REST API, as workflows of this repository use it: plain `fetch`, no packages. */

export interface Api {
  /** `owner/name` */
  readonly repository: string;
  readonly get: (path: string) => Promise<unknown>;
  readonly send: (method: "POST" | "PATCH", path: string, body: object) => Promise<unknown>;
}

/** By the variables that a workflow's job has. Throws `TypeError` where one is missing. */
export function apiOf(variables: NodeJS.ProcessEnv): Api {
  const base = needed(variables, "GITHUB_API_URL");
  const token = needed(variables, "GITHUB_TOKEN");
  const request = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        Accept: "application/vnd.github+json",
        Authorization: `Bearer ${token}`,
        "X-GitHub-Api-Version": "2022-11-28",
        ...(body !== undefined && { "Content-Type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: "error",
      signal: AbortSignal.timeout(60_000),
    });
    if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status}`);
    return response.json();
  };
  return {
    repository: needed(variables, "GITHUB_REPOSITORY"),
    get: (path) => request("GET", path),
    send: request,
  };
}

export function needed(variables: NodeJS.ProcessEnv, name: string): string {
  const value = variables[name];
  if (value === undefined || value === "") throw new TypeError(`the variable ${name} is not set`);
  return value;
}

/** Every item of a list that comes in pages; at most 3,000. */
export async function allOf(api: Api, path: string): Promise<unknown[]> {
  const items: unknown[] = [];
  for (let page = 1; page <= 30; page += 1) {
    const found = await api.get(`${path}${path.includes("?") ? "&" : "?"}per_page=100&page=${page}`);
    if (!Array.isArray(found)) throw new TypeError(`${path}: expected a list`);
    items.push(...(found as unknown[]));
    if (found.length < 100) break;
  }
  return items;
}

/** What stands at a path of field names; undefined where there is nothing. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, name) =>
      typeof found === "object" && found !== null ? (found as Record<string, unknown>)[name] : undefined,
    value,
  );
}
