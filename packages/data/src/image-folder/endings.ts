/** What a file is by its ending: read, an image of another kind, or no image. */
export type FileKind = "jpeg" | "png" | "other-image" | "no-image";

const endings: Readonly<Record<Exclude<FileKind, "no-image">, string>> = {
  jpeg: "jpg jpeg jpe jfif jfi jif pjpeg pjp mpo jps",
  png: "png apng",
  "other-image":
    "3fr ai ani arw avif bmp bpg cr2 cr3 crw cur dcm dcr dcx dds dib djvu dng emf eps erf exr fit fits flif fpx gif " +
    "hdr heic heics heif heifs hif icns ico j2c j2k jls jng jp2 jpc jpf jpg2 jpm jpx jxl jxr kdc mng mrw nef nrw orf pam " +
    "pbm pcd pcx pef pfm pgm pgx pict pnm ppm psb psd ptx qoi raf ras raw rgba rw2 sgi sr2 srf srw svg svgz tga tif tiff " +
    "vda wbmp wdp webp wmf x3f xbm xcf xpm",
};

const kinds: ReadonlyMap<string, FileKind> = new Map(
  (Object.entries(endings) as [FileKind, string][]).flatMap(([kind, own]) =>
    own.split(" ").map((ending) => [ending, kind] as const),
  ),
);

/** Lower case, without the dot; "" for a name without an ending, or with a number in its place: `scan.0001`. */
export function endingOf(name: string): string {
  const dot = name.lastIndexOf(".");
  const ending = dot <= 0 ? "" : name.slice(dot + 1).toLowerCase();
  return /^\d+$/.test(ending) ? "" : ending;
}

/** True for an ending that no image has. */
export function isForeignEnding(name: string): boolean {
  return kindByEnding(name) === "no-image";
}

/** Null for a name without an ending: then the content says. */
export function kindByEnding(name: string): FileKind | null {
  const ending = endingOf(name);
  return ending === "" ? null : (kinds.get(ending) ?? "no-image");
}
