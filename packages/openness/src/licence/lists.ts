import licenceList from "spdx-license-list";

/**
 * Ids that the SPDX licence list marks as approved by the Open Source Initiative, by the data of `spdx-license-list`.
 */
export function isOsiApproved(id: string): boolean {
  return Object.hasOwn(licenceList, id) && licenceList[id]?.osiApproved === true;
}

/** The licence written for models and all that belongs to them. */
export const forModels: ReadonlySet<string> = new Set(["OpenMDW-1.0"]);

/**
 * What the Model Openness Tool takes for open data, the constant of that name in its LicenseHandler.php. Its
 * `ODC-PDDL-1.0` is not an SPDX id; the list calls that licence `PDDL-1.0`.
 */
export const openData: ReadonlySet<string> = new Set([
  "CC0-1.0",
  "CC-BY-1.0",
  "CC-BY-2.0",
  "CC-BY-2.5",
  "CC-BY-2.5-AU",
  "CC-BY-3.0",
  "CC-BY-3.0-AT",
  "CC-BY-3.0-AU",
  "CC-BY-3.0-DE",
  "CC-BY-3.0-IGO",
  "CC-BY-3.0-NL",
  "CC-BY-3.0-US",
  "CC-BY-4.0",
  "CC-BY-SA-1.0",
  "CC-BY-SA-2.0",
  "CC-BY-SA-2.0-UK",
  "CC-BY-SA-2.1-JP",
  "CC-BY-SA-2.5",
  "CC-BY-SA-3.0",
  "CC-BY-SA-3.0-AT",
  "CC-BY-SA-4.0",
  "CDLA-Permissive-1.0",
  "CDLA-Permissive-2.0",
  "CDLA-Sharing-1.0",
  "PDDL-1.0",
  "ODC-By-1.0",
  "ODbL-1.0",
  "GFDL-1.3",
  "GFDL-1.3-only",
  "GFDL-1.3-or-later",
  "OGL-Canada-2.0",
  "OGL-UK-2.0",
  "OGL-UK-3.0",
]);

/**
 * Ids that the SPDX licence list marks as free in the Free Software Foundation's sense and not as approved by the Open
 * Source Initiative; the tool counts them as open, too. From the list of 2024-05-21 that the tool carries.
 */
export const fsfLibre: ReadonlySet<string> = new Set([
  "AGPL-1.0",
  "Apache-1.0",
  "BSD-2-Clause-FreeBSD",
  "BSD-2-Clause-NetBSD",
  "BSD-3-Clause-Clear",
  "BSD-4-Clause",
  "BitTorrent-1.1",
  "CECILL-2.0",
  "CECILL-B",
  "CECILL-C",
  "ClArtistic",
  "Condor-1.1",
  "FSFAP",
  "FTL",
  "GFDL-1.1",
  "GFDL-1.1-only",
  "GFDL-1.1-or-later",
  "GFDL-1.2",
  "GFDL-1.2-only",
  "GFDL-1.2-or-later",
  "GFDL-1.3",
  "GFDL-1.3-only",
  "GFDL-1.3-or-later",
  "IJG",
  "Imlib2",
  "LPPL-1.2",
  "LPPL-1.3a",
  "NOSL",
  "NPL-1.0",
  "NPL-1.1",
  "Nunit",
  "OFL-1.0",
  "OLDAP-2.3",
  "OLDAP-2.7",
  "OSL-1.1",
  "OpenSSL",
  "Ruby",
  "SGI-B-2.0",
  "SMLNJ",
  "StandardML-NJ",
  "Vim",
  "WTFPL",
  "X11",
  "XFree86-1.1",
  "YPL-1.1",
  "Zend-2.0",
  "Zimbra-1.3",
  "eCos-2.0",
  "gnuplot",
  "iMatix",
  "xinetd",
]);

/** Written for texts, and open: with the open-data ones of Creative Commons what fits a document. */
export const forDocuments: ReadonlySet<string> = new Set([
  "Apache-2.0",
  "FreeBSD-DOC",
  "GFDL-1.1-only",
  "GFDL-1.1-or-later",
  "GFDL-1.2-only",
  "GFDL-1.2-or-later",
  "GFDL-1.3-only",
  "GFDL-1.3-or-later",
]);
