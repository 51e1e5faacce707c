/**
 * Posts a file as the comment of the pull request that a workflow's run was of, or updates the comment that an earlier
 * run left there:
 *
 *   node scripts/github/post-comment.ts comparison.md
 *
 * The file may have been written by a fork's code: it is taken as text. Which pull request it is of is asked of GitHub,
 * by the fork's owner, branch and commit, and not of the file.
 */
import { open } from "node:fs/promises";
import { allOf, apiOf, at, needed, type Api } from "./api.ts";
import { inertMarkdown } from "./inert-markdown.ts";

const marker = "<!-- evenkeel: pull-request -->";
const mostBytes = 2 ** 20;

const file = process.argv[2];
if (file === undefined) throw new TypeError("name the file to post");
const api = apiOf(process.env);
const number = await pullRequest(api);
if (number === null) {
  process.stdout.write("no open pull request stands at this commit any more: nothing is posted\n");
} else {
  const body = `${marker}\n${inertMarkdown(await beginning(file))}`;
  const earlier = await ownComment(api, number);
  const path = `/repos/${api.repository}/issues`;
  await (earlier === null
    ? api.send("POST", `${path}/${number}/comments`, { body })
    : api.send("PATCH", `${path}/comments/${earlier}`, { body }));
  process.stdout.write(`${earlier === null ? "posted on" : "updated on"} pull request ${number}\n`);
}

/** The open pull request of the fork's branch that stands at its commit; null where it has moved on. */
async function pullRequest({ get, repository }: Api): Promise<number | null> {
  const [owner, branch, sha] = ["HEAD_OWNER", "HEAD_BRANCH", "HEAD_SHA"].map((name) => needed(process.env, name));
  const head = encodeURIComponent(`${owner}:${branch}`);
  const found = await get(`/repos/${repository}/pulls?state=open&head=${head}&per_page=100`);
  const same = (Array.isArray(found) ? (found as unknown[]) : []).find((one) => at(one, "head", "sha") === sha);
  const id = at(same, "number");
  return typeof id === "number" ? id : null;
}

/** The comment that this workflow wrote before: a bot's, with the marker; a person may write the marker, too. */
async function ownComment(own: Api, pull: number): Promise<number | null> {
  const comments = await allOf(own, `/repos/${own.repository}/issues/${pull}/comments`);
  const earlier = comments.find(
    (one) => at(one, "user", "login") === "github-actions[bot]" && String(at(one, "body")).startsWith(marker),
  );
  const id = at(earlier, "id");
  return typeof id === "number" ? id : null;
}

async function beginning(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(mostBytes), 0, mostBytes, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
