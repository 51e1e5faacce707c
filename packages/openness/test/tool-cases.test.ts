import { expect, it } from "vitest";
import { componentIds, type ComponentId, type OpennessClass } from "../src/framework/components.ts";
import { absent, declared, declaredClass } from "./fixture.ts";

type Licences = Partial<Record<ComponentId, string>>;

/**
 * Cases of the Model Openness Tool's own test data (github.com/lfai/model_openness_tool, Test_Data at commit 8b5d30e,
 * MIT): the licence of each component that a release includes, and the class that the tool gives it.
 */
const cases: readonly [name: string, expected: OpennessClass | null, licences: Licences][] = [
  [
    "Class1TestFile",
    1,
    {
      "model-architecture": "AFL-1.2",
      "data-preprocessing-code": "AFL-2.1",
      "training-code": "ISC",
      "inference-code": "AFL-1.1",
      "evaluation-code": "AFL-3.0",
      "supporting-libraries": "AFL-2.1",
      "final-parameters": "CC-BY-SA-4.0",
      "intermediate-parameters": "CC-BY-3.0-US",
      datasets: "CC-BY-3.0-NL",
      "evaluation-data": "CC-BY-3.0-NL",
      "sample-outputs": "CC0-1.0",
      "model-card": "CC-BY-SA-3.0",
      "data-card": "CC0-1.0",
      "research-paper": "CC-BY-4.0",
      "evaluation-results": "CC-BY-4.0",
    },
  ],
  [
    "Class2RTestFile",
    2,
    {
      "model-architecture": "MIT",
      "training-code": "AFL-3.0",
      "inference-code": "NCSA",
      "evaluation-code": "ECL-1.0",
      "supporting-libraries": "Apache-2.0",
      "final-parameters": "CC-BY-3.0-NL",
      "evaluation-data": "CC-BY-3.0-US",
      "model-card": "CC-BY-SA-3.0",
      "data-card": "CC-BY-4.0",
      "research-paper": "CC-BY-SA-3.0",
      "evaluation-results": "CC-BY-4.0",
    },
  ],
  [
    "Class2TTestFile",
    2,
    {
      "model-architecture": "Apache-2.0",
      "training-code": "ECL-1.0",
      "inference-code": "AFL-1.1",
      "evaluation-code": "MIT-0",
      "supporting-libraries": "UPL-1.0",
      "final-parameters": "CC-BY-3.0-DE",
      "evaluation-data": "ODC-By-1.0",
      "model-card": "CC0-1.0",
      "data-card": "CC-BY-SA-4.0",
      "technical-report": "CC0-1.0",
      "evaluation-results": "CC-BY-SA-4.0",
    },
  ],
  [
    "Class3RTestFile",
    3,
    {
      "model-architecture": "Apache-1.0",
      "final-parameters": "ODbL-1.0",
      "model-card": "CC-BY-4.0",
      "data-card": "CC0-1.0",
      "research-paper": "CC-BY-4.0",
      "evaluation-results": "CC0-1.0",
    },
  ],
  [
    "Class3TTestFile",
    3,
    {
      "model-architecture": "MIT-0",
      "final-parameters": "CC-BY-2.0",
      "model-card": "CC-BY-4.0",
      "data-card": "CC-BY-SA-4.0",
      "technical-report": "CC-BY-4.0",
      "evaluation-results": "CC0-1.0",
    },
  ],
  [
    "OnlyComponentLicenses, 15 components",
    null,
    {
      "model-architecture": "ulem",
      "data-preprocessing-code": "LZMA-SDK-9.11-to-9.20",
      "inference-code": "Sendmail-8.23",
      "evaluation-code": "Apache-2.0",
      "final-parameters": "StandardML-NJ",
      "intermediate-parameters": "CDLA-Sharing-1.0",
      datasets: "CC-BY-2.5",
      "evaluation-data": "CC-BY-3.0-DE",
      "model-metadata": "xlock",
      "sample-outputs": "MITNFA",
      "model-card": "CC0-1.0",
      "data-card": "CC-BY-4.0",
      "technical-report": "Sun-PPP",
      "research-paper": "Community-Spec-1.0",
      "evaluation-results": "Glulxe",
    },
  ],
  [
    // Its architecture is under a licence that is not open; all else of class III is.
    "RandomTestFile, 15 components",
    null,
    {
      "model-architecture": "zlib-acknowledgement",
      "data-preprocessing-code": "AFL-3.0",
      "training-code": "ECL-2.0",
      "evaluation-code": "UPL-1.0",
      "supporting-libraries": "AFL-1.1",
      "final-parameters": "ODbL-1.0",
      "intermediate-parameters": "Xfig",
      datasets: "CC-BY-2.0",
      "evaluation-data": "CC-BY-SA-4.0",
      "model-metadata": "BSD-2-Clause",
      "sample-outputs": "CC-BY-4.0",
      "model-card": "CC-BY-SA-3.0",
      "data-card": "SMLNJ",
      "technical-report": "CC0-1.0",
      "evaluation-results": "CC-BY-SA-4.0",
    },
  ],
  ["NoLicenseFile, all components", null, Object.fromEntries(componentIds.map((id) => [id, "none"]))],
  ["MinimalFile", null, {}],
];

it.each(cases)("%s is of the class that the tool gives it: %s", (_, expected, licences) => {
  const components = componentIds.map((id) => {
    const licence = licences[id];
    return [id, licence === undefined ? absent : declared(id, licence)] as const;
  });
  expect(declaredClass(Object.fromEntries(components))).toBe(expected);
});
