import type { Content } from "../framework/components.ts";
import { isWithoutLicence, readExpression, type LicenceTree } from "./expression.ts";
import { forDocuments, forModels, fsfLibre, isOsiApproved, openData } from "./lists.ts";

/** Whether a licence is open, and whether it was written for what it is put on. */
export interface LicenceVerdict {
  readonly open: boolean;
  /** False of an open licence of another kind: a software licence on data counts, and is said. */
  readonly fits: boolean;
  /** Why it is not open, or does not fit; empty where nothing is to be said. */
  readonly why: string;
}

/**
 * Whether the framework counts a licence as open for content of a kind: approved by the Open Source Initiative, free in
 * the Free Software Foundation's sense, on the list of open-data licences, or OpenMDW. Any of these counts for any
 * content, as in the Model Openness Tool; one of another kind is open and does not fit. Of an OR the licensee chooses;
 * an AND binds to both; an exception after WITH only gives more. A LicenseRef is on no list, and so not open.
 * Throws nothing: an expression that cannot be read is not open.
 */
export function licenceVerdict(licence: string, content: Content): LicenceVerdict {
  if (licence === "unknown") return closed("its licence is unknown");
  if (isWithoutLicence(licence)) return closed("no licence grants its use");
  const read = readExpression(licence);
  return read.tree === null ? closed(read.problem) : verdictOf(read.tree, content);
}

function verdictOf(tree: LicenceTree, content: Content): LicenceVerdict {
  if (!("conjunction" in tree)) return verdictOfOne(tree.license, content);
  const sides = [verdictOf(tree.left, content), verdictOf(tree.right, content)] as const;
  const ranked = sides.toSorted((one, other) => rank(other) - rank(one)) as [LicenceVerdict, LicenceVerdict];
  return tree.conjunction === "or" ? ranked[0] : ranked[1];
}

function rank({ open, fits }: LicenceVerdict): number {
  return Number(open) + Number(open && fits);
}

function verdictOfOne(id: string, content: Content): LicenceVerdict {
  if (/^(?:DocumentRef-|LicenseRef-)/.test(id)) return closed(`${id} is on no list of open licences`);
  if (!isOpen(id)) return closed(`${id} is no open licence`);
  if (fitting(id, content)) return { open: true, fits: true, why: "" };
  return { open: true, fits: false, why: `${id} is open, and not written for ${contentWords[content]}` };
}

const contentWords: Readonly<Record<Content, string>> = { code: "code", data: "data", document: "documents" };

function isOpen(id: string): boolean {
  return isOsiApproved(id) || forModels.has(id) || openData.has(id) || fsfLibre.has(id);
}

function fitting(id: string, content: Content): boolean {
  if (forModels.has(id)) return true;
  if (content === "code") return isOsiApproved(id) || (fsfLibre.has(id) && !openData.has(id));
  return openData.has(id) || (content === "document" && forDocuments.has(id));
}

function closed(why: string): LicenceVerdict {
  return { open: false, fits: false, why };
}
