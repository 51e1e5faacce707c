export type Part = "train" | "validation" | "test";

/** What folders are called that hold a part of a dataset. */
export const partNames: Readonly<Record<Part, readonly string[]>> = {
  train: ["train", "training"],
  validation: ["val", "valid", "validation"],
  test: ["test", "testing"],
};

/** Other words for a part, understood in a folder's name as `partNames` are. */
const otherWords: Readonly<Record<Part, readonly string[]>> = {
  train: ["trn"],
  validation: ["vali", "validate", "dev", "eval", "evaluation", "holdout", "heldout"],
  test: ["tests", "tst"],
};
/** What stands beside such a word and says nothing: `test_images`, `TrainingSet`, `images-val`, `test1`. */
const fillers = "data|datasets?|sets?|images?|imgs?|pics?|pictures?|photos?|files?|folder|split|jpe?g|png";

const spellings = (Object.keys(partNames) as Part[]).map(
  (part) => [part, spelling([...partNames[part], ...otherWords[part]])] as const,
);
const withoutLabels = spelling(["unlabell?ed", "unsup(?:ervised)?", "pred(?:ict(?:ions?)?)?", "submission"]);

function spelling(words: readonly string[]): RegExp {
  return new RegExp(`^(?:${fillers})?(?:${words.join("|")})(?:${fillers})?\\d*$`);
}

/** The part that a folder's name says, in any case and however its words are joined; null for another name. */
export function partOf(name: string): Part | null {
  const joined = lettersOf(name);
  return spellings.find(([, fits]) => fits.test(joined))?.[0] ?? null;
}

/** True for what images are called whose classes nobody knows. */
export function saysUnlabelled(name: string): boolean {
  return withoutLabels.test(lettersOf(name));
}

/** `seg_train` and `seg_test` are `* seg` both: the rest of a name with one word for a part; null for any other. */
export function partWithin(name: string): { readonly part: Part; readonly rest: string } | null {
  const words = name.split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u).filter((word) => word !== "");
  const at = words.findIndex((word) => partOf(word) !== null);
  const part = partOf(words[at] ?? "");
  return part === null ? null : { part, rest: words.toSpliced(at, 1).join(" ").toLowerCase() };
}

function lettersOf(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}]+/gu, "").toLowerCase();
}
