/** A release with its assets, by name. */
export interface FakeRelease {
  readonly id: number;
  readonly tag: string;
  readonly assets: Map<string, { readonly id: number; readonly bytes: Buffer }>;
}

export interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly bytes?: Buffer;
  readonly location?: string;
}

const repository = "/repos/owner/repository/releases";

/** Releases as GitHub keeps them: tags and names of assets once, bytes elsewhere than the API. */
export class FakeReleases {
  readonly all: FakeRelease[] = [];
  #ids = 100;

  /** Null for a path that is none of theirs. */
  answer(method: string, url: URL, body: Buffer, base: string): Answer | null {
    const [, stored] = /^\/storage\/(\d+)$/.exec(url.pathname) ?? [];
    if (stored !== undefined) return this.#bytesOf(Number(stored));
    if (url.pathname === repository) return method === "GET" ? this.#list(url, base) : this.#make(body, base);
    const [, asset] = /\/releases\/assets\/(\d+)$/.exec(url.pathname) ?? [];
    if (asset !== undefined) return method === "DELETE" ? this.#remove(Number(asset)) : this.#lead(Number(asset), base);
    const [, release] = /\/releases\/(\d+)\/assets$/.exec(url.pathname) ?? [];
    const found = this.all.find(({ id }) => id === Number(release));
    if (release === undefined || found === undefined) return null;
    return method === "GET" ? this.#assetsOf(found, url) : this.#add(found, url.searchParams.get("name") ?? "", body);
  }

  /** Puts an asset there, as another machine would. */
  put(tag: string, name: string, bytes: Buffer): void {
    let release = this.all.find((one) => one.tag === tag);
    if (release === undefined) this.all.push((release = { id: (this.#ids += 1), tag, assets: new Map() }));
    release.assets.set(name, { id: (this.#ids += 1), bytes });
  }

  names(tag: string): string[] {
    return [...(this.all.find((one) => one.tag === tag)?.assets.keys() ?? [])];
  }

  #list(url: URL, base: string): Answer {
    return {
      status: 200,
      json: pageOf(
        this.all.map((release) => documentOf(release, base)),
        url,
      ),
    };
  }

  #make(body: Buffer, base: string): Answer {
    const { tag_name: tag } = JSON.parse(body.toString()) as { tag_name: string };
    if (this.all.some((release) => release.tag === tag)) return { status: 422, json: {} };
    const release = { id: (this.#ids += 1), tag, assets: new Map() };
    this.all.push(release);
    return { status: 201, json: documentOf(release, base) };
  }

  #assetsOf({ assets }: FakeRelease, url: URL): Answer {
    const all = [...assets].map(([name, { id, bytes }]) => ({ id, name, size: bytes.length, state: "uploaded" }));
    return { status: 200, json: pageOf(all, url) };
  }

  #add({ assets }: FakeRelease, name: string, bytes: Buffer): Answer {
    if (assets.has(name)) return { status: 422, json: {} };
    assets.set(name, { id: (this.#ids += 1), bytes });
    return { status: 201, json: {} };
  }

  #remove(id: number): Answer {
    const holder = this.all.find(({ assets }) => [...assets.values()].some((asset) => asset.id === id));
    const name = [...(holder?.assets ?? [])].find(([, asset]) => asset.id === id)?.[0];
    return { status: name !== undefined && holder?.assets.delete(name) === true ? 204 : 404 };
  }

  #lead(id: number, base: string): Answer {
    return { status: 302, location: `${base}/storage/${id}` };
  }

  #bytesOf(id: number): Answer {
    const asset = this.all.flatMap(({ assets }) => [...assets.values()]).find((one) => one.id === id);
    return asset === undefined ? { status: 404 } : { status: 200, bytes: asset.bytes };
  }
}

/** As many of a list as the page that was asked for has. */
export function pageOf<T>(all: readonly T[], url: URL): readonly T[] {
  const page = Number(url.searchParams.get("page") ?? 1) - 1;
  return all.slice(100 * page, 100 * (page + 1));
}

function documentOf({ id, tag }: FakeRelease, base: string): object {
  return { id, tag_name: tag, upload_url: `${base}/uploads${repository}/${id}/assets{?name,label}` };
}
