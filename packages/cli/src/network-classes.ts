import { UsageError, type ModelSpec } from "@evenkeel/core";
import { withClasses } from "@evenkeel/models";

/**
 * The network for the number of classes that `--classes` asks for, as a run makes it for its dataset; as it is written
 * where nothing is asked. Throws `UsageError` where its last layer cannot follow.
 */
export function networkFor(spec: ModelSpec, classes: number | undefined): ModelSpec {
  const fitted = withClasses(spec, classes ?? spec.classes);
  if (fitted !== null) return fitted;
  throw new UsageError(`network ${spec.name} cannot be given another number of classes`, {
    where: "--classes",
    expected: `${spec.classes}`,
    got: `${classes}`,
  });
}
