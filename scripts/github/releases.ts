/**
 * A history as assets of releases: a release a month for runs, an archive each, and one for what was decided about
 * them. A release takes at most 1,000 assets.
 */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { allOf, at, HttpError, type Api } from "./api.ts";
import { isRunName, mostPackedBytes, packRun, unpackRun } from "./run-archive.ts";

const prefix = "evenkeel-history";
const decided = `${prefix}-findings`;
const ofMonth = /^evenkeel-history-\d{4}-\d\d$/;
const ofFindings = /^findings-(?<machine>[0-9a-f]{16})-(?<run>[\w.-]+)\.json$/;
const mostFindingsBytes = 2 ** 28;

export interface Fetched {
  readonly runs: number;
  readonly findings: number;
  /** Why something was left out, a line each. */
  readonly leftOut: readonly string[];
}

/**
 * Brings the runs of the latest months into a folder, those that it has already left alone, and what was decided into
 * its folder `findings`, under the names of the assets. What is damaged is left out and said.
 */
export async function fetchHistory(api: Api, to: string, months: number): Promise<Fetched> {
  const releases = await releasesOf(api);
  const latest = releases
    .filter(({ tag }) => ofMonth.test(tag))
    .toSorted((a, b) => (a.tag < b.tag ? 1 : -1))
    .slice(0, months);
  const leftOut: string[] = [];
  const attempt = async (name: string, bring: () => Promise<void>): Promise<number> => {
    try {
      await bring();
      return 1;
    } catch (error) {
      leftOut.push(`${name}: ${(error as Error).message}`);
      return 0;
    }
  };
  await mkdir(join(to, "findings"), { recursive: true });
  const here = new Set(await readdir(to));
  let [runs, findings] = [0, 0];
  for (const release of latest) {
    for (const asset of await assetsOf(api, release)) {
      const name = asset.name.replace(/\.tar\.gz$/, "");
      if (name === asset.name || !isRunName(name) || here.has(name)) continue;
      runs += await attempt(asset.name, () => fetchRun(api, asset, { name, to }));
    }
  }
  const kept = releases.find(({ tag }) => tag === decided);
  for (const asset of kept === undefined ? [] : await assetsOf(api, kept)) {
    if (!ofFindings.test(asset.name)) continue;
    findings += await attempt(asset.name, () => fetchFindings(api, asset, to));
  }
  return { runs, findings, leftOut };
}

/**
 * Adds a run to the release of its month. False where it is there already. Throws `RangeError` where another of its
 * name is there, of two machines in one second say: it stays as it is.
 */
export async function addRun(api: Api, run: string): Promise<boolean> {
  const name = basename(run);
  const month = /^\d{4}-\d\d/.exec(name)?.[0];
  if (month === undefined || !isRunName(name)) throw new RangeError(`${name}: not the name of a run`);
  const release = await releaseOf(api, `${prefix}-${month}`);
  const asset = `${name}.tar.gz`;
  const scratch = await mkdtemp(join(tmpdir(), "evenkeel-release-"));
  try {
    const file = join(scratch, asset);
    await packRun(run, file);
    const known = (await assetsOf(api, release)).find((one) => one.name === asset);
    if (known === undefined && (await addAsset(api, release, { name: asset, file }))) return true;
    if (known?.bytes === (await stat(file)).size) return false;
    throw new RangeError(`${name}: another run of this name is there`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Puts what was decided of the run's machine, `findings/<machine>.json` in the folder, beside what others decided, and
 * takes away those assets of this machine that `fetchHistory` brought: they are merged with it. Of two that do so at
 * once each leaves its own, and the next night merges them.
 */
export async function replaceFindings(api: Api, folder: string, run: string): Promise<boolean> {
  const { fingerprint } = JSON.parse(await readFile(join(run, "run.json"), "utf8")) as { fingerprint?: unknown };
  const names = await readdir(join(folder, "findings")).catch((): string[] => []);
  if (typeof fingerprint !== "string" || !names.includes(`${fingerprint}.json`)) return false;
  const release = await releaseOf(api, decided);
  const name = `findings-${fingerprint}-${basename(run)}.json`;
  const there = await assetsOf(api, release);
  for (const asset of there.filter((one) => one.name === name)) await removeAsset(api, asset);
  await addAsset(api, release, { name, file: join(folder, "findings", `${fingerprint}.json`) });
  const merged = there.filter((one) => {
    const machine = ofFindings.exec(one.name)?.groups?.["machine"];
    return one.name !== name && machine === fingerprint && names.includes(one.name);
  });
  for (const asset of merged) await removeAsset(api, asset);
  return true;
}

interface Release {
  readonly id: number;
  readonly tag: string;
  /** Where its assets are sent to. */
  readonly uploadUrl: string;
}

interface Asset {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
}

async function releasesOf(api: Api): Promise<Release[]> {
  return (await allOf(api, `/repos/${api.repository}/releases`)).flatMap(releaseFrom);
}

function releaseFrom(value: unknown): Release[] {
  const [id, tag, url] = [at(value, "id"), at(value, "tag_name"), at(value, "upload_url")];
  if (typeof id !== "number" || typeof tag !== "string" || typeof url !== "string") return [];
  return [{ id, tag, uploadUrl: url.replace(/\{.*\}$/, "") }];
}

/** The release of a tag, which is made where there is none. */
async function releaseOf(api: Api, tag: string): Promise<Release> {
  const known = (await releasesOf(api)).find((release) => release.tag === tag);
  if (known !== undefined) return known;
  const body = `What Evenkeel measured night by night. Made and read by its workflow; see docs/nightly.md there.`;
  try {
    const made = await api.send("POST", `/repos/${api.repository}/releases`, {
      tag_name: tag,
      name: tag,
      body,
      prerelease: true,
      make_latest: "false",
    });
    const [release] = releaseFrom(made);
    if (release !== undefined) return release;
    throw new TypeError(`release ${tag}: not as expected`);
  } catch (error) {
    // Another machine was faster.
    if (!(error instanceof HttpError) || error.status !== 422) throw error;
    const other = (await releasesOf(api)).find((release) => release.tag === tag);
    if (other === undefined) throw error;
    return other;
  }
}

async function assetsOf(api: Api, { id }: Release): Promise<Asset[]> {
  const all = await allOf(api, `/repos/${api.repository}/releases/${id}/assets`);
  return all.flatMap((value) => {
    const [assetId, name, bytes] = [at(value, "id"), at(value, "name"), at(value, "size")];
    const isWhole = typeof assetId === "number" && typeof name === "string" && typeof bytes === "number";
    return isWhole && at(value, "state") === "uploaded" ? [{ id: assetId, name, bytes }] : [];
  });
}

/** False where one of that name is there: of two machines the other was faster. */
async function addAsset(
  api: Api,
  release: Release,
  { name, file }: { readonly name: string; readonly file: string },
): Promise<boolean> {
  const status = await api.upload(`${release.uploadUrl}?name=${encodeURIComponent(name)}`, file);
  if (status === 422) return false;
  if (status !== 201) throw new HttpError(`upload of ${name}`, status);
  return true;
}

async function removeAsset(api: Api, { id }: Asset): Promise<void> {
  try {
    await api.send("DELETE", `/repos/${api.repository}/releases/assets/${id}`);
  } catch (error) {
    // Another machine has taken it away.
    if (!(error instanceof HttpError) || error.status !== 404) throw error;
  }
}

interface RunPlace {
  readonly name: string;
  readonly to: string;
}

async function fetchRun(api: Api, asset: Asset, { name, to }: RunPlace): Promise<void> {
  await fetched(api, asset, { mostBytes: mostPackedBytes, use: (file) => unpackRun(file, name, to) });
}

async function fetchFindings(api: Api, asset: Asset, to: string): Promise<void> {
  await fetched(api, asset, {
    mostBytes: mostFindingsBytes,
    use: (file) => copyFile(file, join(to, "findings", asset.name)),
  });
}

/** An asset's bytes as a file, for as long as it is used. */
async function fetched(
  { repository, download }: Api,
  { id, bytes }: Asset,
  { mostBytes, use }: { readonly mostBytes: number; readonly use: (file: string) => Promise<void> },
): Promise<void> {
  if (bytes > mostBytes) throw new RangeError(`${bytes} bytes, more than ${mostBytes}`);
  const scratch = await mkdtemp(join(tmpdir(), "evenkeel-release-"));
  try {
    const file = join(scratch, "asset");
    await download(`/repos/${repository}/releases/assets/${id}`, file, mostBytes);
    await use(file);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
