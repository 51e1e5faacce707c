/** A history in releases: up from one machine, down to another, and what is refused on the way. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { create, Header } from "tar";
import { describe, expect, it } from "vitest";
import { apiOf } from "../../github/api.ts";
import { addRun, fetchHistory, replaceFindings } from "../../github/releases.ts";
import { unpackRun } from "../../github/run-archive.ts";
import { temporaryFolder } from "./act.ts";
import { fakeGitHub } from "./fake-github.ts";

const fingerprint = "0123456789abcdef";
const [october, november] = ["2026-10-31T02-17-00-nightly", "2026-11-01T02-17-00-nightly"];

async function service() {
  const server = await fakeGitHub();
  const variables = { GITHUB_API_URL: server.url, GITHUB_TOKEN: "not-a-token", GITHUB_REPOSITORY: "owner/repository" };
  return { ...server, api: apiOf(variables) };
}

/** A folder of run folders, each with weights that do not travel. */
function machine(...runs: readonly string[]): string {
  const folder = temporaryFolder();
  for (const name of runs) {
    mkdirSync(join(folder, name, "cells/a"), { recursive: true });
    mkdirSync(join(folder, name, "weights"));
    writeFileSync(join(folder, name, "run.json"), JSON.stringify({ runId: name, fingerprint }));
    writeFileSync(join(folder, name, "cells/a/samples.json"), "[1]");
    writeFileSync(join(folder, name, "weights/w.safetensors"), "large");
  }
  return folder;
}

function decide(folder: string, text: string): void {
  mkdirSync(join(folder, "findings"), { recursive: true });
  writeFileSync(join(folder, "findings", `${fingerprint}.json`), text);
}

describe("a history in releases", () => {
  it("comes back as it went, a run an asset, by months, without weights", async () => {
    const { api, releases } = await service();
    const own = machine(october, november);
    for (const name of [october, november]) expect(await addRun(api, join(own, name))).toBe(true);
    expect(await addRun(api, join(own, november))).toBe(false);
    expect(releases.all.map(({ tag }) => tag)).toEqual(["evenkeel-history-2026-10", "evenkeel-history-2026-11"]);
    expect(releases.names("evenkeel-history-2026-11")).toEqual([`${november}.tar.gz`]);
    const other = machine();
    expect(await fetchHistory(api, other, 1)).toEqual({ runs: 1, findings: 0, leftOut: [] });
    expect(await fetchHistory(api, other, 2)).toEqual({ runs: 1, findings: 0, leftOut: [] });
    expect(readdirSync(other).toSorted()).toEqual([october, november, "findings"]);
    expect(readdirSync(join(other, november), { recursive: true }).map(String).toSorted()).toEqual([
      "cells",
      join("cells", "a"),
      join("cells", "a", "samples.json"),
      "run.json",
    ]);
    expect(await fetchHistory(api, other, 2)).toEqual({ runs: 0, findings: 0, leftOut: [] });
  });

  it("keeps what was decided as one asset a machine, and none of two that write at once is lost", async () => {
    const { api, releases } = await service();
    const [one, other] = [machine(october), machine(november)];
    decide(one, "1");
    expect(await replaceFindings(api, one, join(one, october))).toBe(true);
    decide(other, "2");
    // The other began before the first had ended: it brought nothing, and takes nothing away.
    expect(await replaceFindings(api, other, join(other, november))).toBe(true);
    expect(releases.names("evenkeel-history-findings")).toHaveLength(2);
    const next = machine("2026-11-02T02-17-00-nightly");
    expect(await fetchHistory(api, next, 1)).toMatchObject({ findings: 2, leftOut: [] });
    expect(
      readdirSync(join(next, "findings")).map((name) => readFileSync(join(next, "findings", name), "utf8")),
    ).toEqual(["1", "2"]);
    decide(next, "1 and 2");
    for (const text of ["1 and 2", "1, 2 and 3"]) {
      decide(next, text);
      expect(await replaceFindings(api, next, join(next, "2026-11-02T02-17-00-nightly"))).toBe(true);
    }
    const last = machine();
    await fetchHistory(api, last, 1);
    const [name = "", ...rest] = readdirSync(join(last, "findings"));
    expect([rest, readFileSync(join(last, "findings", name), "utf8")]).toEqual([[], "1, 2 and 3"]);
    expect(await replaceFindings(api, machine(october), join(one, october))).toBe(false);
  });

  it("refuses another run of a name that is there", async () => {
    const { api } = await service();
    const [one, other] = [machine(october), machine(october)];
    writeFileSync(join(other, october, "run.json"), JSON.stringify({ runId: october, fingerprint, other: "results" }));
    await addRun(api, join(one, october));
    await expect(addRun(api, join(other, october))).rejects.toThrow(/another run of this name is there/);
  });

  it("tells the token to the API alone, and leaves damaged assets out", async () => {
    const { api, releases, requests } = await service();
    releases.put("evenkeel-history-2026-11", `${november}.tar.gz`, Buffer.from("no archive"));
    releases.put("evenkeel-history-2026-11", "notes.txt", Buffer.from("x"));
    releases.put("evenkeel-history-2026-11", "...tar.gz", Buffer.from("x"));
    releases.put("v1.0.0", `${october}.tar.gz`, Buffer.from("x"));
    const to = machine();
    expect(await fetchHistory(api, to, 6)).toEqual({
      runs: 0,
      findings: 0,
      leftOut: [expect.stringMatching(/^2026-11-01T02-17-00-nightly\.tar\.gz: /)],
    });
    expect(readdirSync(to)).toEqual(["findings"]);
    const stored = requests.filter(({ path }) => path.startsWith("/storage/"));
    expect(stored.map(({ authorization }) => authorization)).toEqual([""]);
    expect(
      requests.filter(({ path }) => path.startsWith("/repos/")).every(({ authorization }) => authorization !== ""),
    ).toBe(true);
  });
});

interface Entry {
  readonly path: string;
  readonly type?: "File" | "SymbolicLink" | "Link" | "CharacterDevice";
  readonly linkpath?: string;
  readonly text?: string;
}

/** An archive with whatever entries somebody wrote into it. */
function archiveOf(entries: readonly Entry[]): string {
  const blocks = entries.flatMap(({ path, type = "File", linkpath = "", text = "" }) => {
    const header = new Header({ path, type, linkpath, size: text.length, mode: 0o4777, uid: 0, gid: 0 });
    const block = Buffer.alloc(512);
    header.encode(block);
    const body = Buffer.alloc(Math.ceil(text.length / 512) * 512);
    body.write(text);
    return [block, body];
  });
  const file = join(temporaryFolder(), "a.tar.gz");
  writeFileSync(file, gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)])));
  return file;
}

describe("unpackRun", () => {
  it("takes plain files under the run's own name, and nothing else", async () => {
    const outside = temporaryFolder();
    const to = join(outside, "runs");
    const archive = archiveOf([
      { path: `${november}/run.json`, text: "{}" },
      { path: `${november}/link`, type: "SymbolicLink", linkpath: "/etc" },
      { path: `${november}/link/passwd`, text: "x" },
      { path: `${november}/hard`, type: "Link", linkpath: `${november}/run.json` },
      { path: `${november}/device`, type: "CharacterDevice" },
      { path: `${november}/../../escaped`, text: "x" },
      { path: "/absolute", text: "x" },
      { path: "beside/run.json", text: "x" },
    ]);
    await unpackRun(archive, november, to);
    expect(readdirSync(to)).toEqual([november]);
    expect(readdirSync(join(to, november)).toSorted()).toEqual(["link", "run.json"]);
    expect(readdirSync(join(to, november, "link"))).toEqual(["passwd"]);
    expect(readdirSync(outside)).toEqual(["runs"]);
  });

  it("leaves nothing of an archive that is cut off, or of another run", async () => {
    const to = temporaryFolder();
    const whole = archiveOf([{ path: `${november}/run.json`, text: "x".repeat(50_000) }]);
    const cut = join(to, "cut.tar.gz");
    writeFileSync(cut, readFileSync(whole).subarray(0, 60));
    await expect(unpackRun(cut, november, join(to, "runs"))).rejects.toThrow(
      /unexpected end of file|truncated|premature/i,
    );
    await expect(unpackRun(whole, october, join(to, "runs"))).rejects.toThrow(/no run .* in it/);
    await expect(unpackRun(whole, "../x", join(to, "runs"))).rejects.toThrow(/not the name of a run/);
    expect(readdirSync(join(to, "runs"))).toEqual([]);
  });

  it("stops where an archive becomes larger than runs are", async () => {
    const to = temporaryFolder();
    const file = join(to, "bomb.tar.gz");
    const header = new Header({ path: `${november}/run.json`, type: "File", size: 2 ** 31, mode: 0o644 });
    const block = Buffer.alloc(512);
    header.encode(block);
    writeFileSync(file, gzipSync(Buffer.concat([block, Buffer.alloc(2 ** 23)])));
    const unpacked = unpackRun(file, november, join(to, "runs"), 2 ** 22);
    await expect(unpacked).rejects.toThrow(/more than 4194304 bytes/);
    expect(readdirSync(join(to, "runs"))).toEqual([]);
  });

  it("takes no link for a run, and packs none", async () => {
    const from = machine(november);
    symlinkSync("/etc/passwd", join(from, november, "secret"));
    const file = join(from, "a.tar.gz");
    await create({ cwd: from, file, gzip: true }, [november]);
    const to = temporaryFolder();
    await unpackRun(file, november, to);
    expect(existsSync(join(to, november, "secret"))).toBe(false);
  });
});
