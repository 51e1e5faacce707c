import { classNamesOf, tellingImagesOf, workloadIds, type RunData, type TellingImage } from "@evenkeel/analysis";
import { integer, percent, sentenceList } from "../../format.ts";
import { slug } from "../../html.ts";
import { pngAddress } from "../../page/png.ts";
import type { Section } from "../section.ts";

interface ImageView {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  /** A data address; null where the run folder keeps no picture of it. */
  readonly address: string | null;
  readonly votes: readonly { readonly text: string; readonly right: boolean; readonly backends: string }[];
}

interface ImageGroup {
  readonly title: string;
  readonly images: readonly ImageView[];
}

const titles: Readonly<Record<TellingImage["kind"], string>> = {
  disagreement: "Backends disagree",
  error: "All backends are wrong, the surest first",
};

/** Test images that tell backends apart, and the worst errors; left out where there are none. */
export const images: Section = {
  name: "images",
  contents: "Images",
  view({ data }) {
    const workloads = workloadIds(data.run).flatMap((workload) => {
      const groups = groupsOf(data, workload);
      return groups.length === 0 ? [] : [{ workload, groups }];
    });
    if (workloads.length === 0) return null;
    const all = workloads.flatMap(({ groups }) => groups.flatMap((group) => group.images));
    return { workloads, note: all.some(({ address }) => address === null) ? withoutPictures : "" };
  },
};

const withoutPictures =
  "Images without a picture are named by their place among the test images: the run folder keeps pictures of published datasets that lay on the machine when the page was made.";

function groupsOf(data: RunData, workload: string): ImageGroup[] {
  const found = tellingImagesOf(data, workload);
  return (["disagreement", "error"] as const).flatMap((kind) => {
    const own = found.filter((image) => image.kind === kind);
    return own.length === 0
      ? []
      : [{ title: titles[kind], images: own.map((image) => imageView(data, workload, image)) }];
  });
}

function imageView(data: RunData, workload: string, { image, label, votes }: TellingImage): ImageView {
  const classNames = classNamesOf(data.run, workload) ?? [];
  const name = (index: number) => classNames[index] ?? String(index);
  return {
    id: `image-${slug(workload)}.${image}`,
    name: `test image ${integer(image)}`,
    label: name(label),
    address: addressOf(data, workload, image),
    votes: votes.map(({ predicted, backends, probability }) => ({
      text: `${name(predicted)}${probability === null ? "" : ` ${percent(probability, 0)}`}`,
      right: predicted === label,
      backends: backends.length > 4 ? `${backends.length} backends` : sentenceList(backends),
    })),
  };
}

function addressOf({ pictures }: RunData, workload: string, image: number): string | null {
  const kept = pictures !== undefined && Object.hasOwn(pictures, workload) ? pictures[workload] : undefined;
  const picture = kept?.pictures.find((one) => one.image === image);
  if (kept === undefined || picture === undefined) return null;
  return pngAddress({ ...kept, bytes: Buffer.from(picture.pixels, "base64") });
}
