import { serveTarget } from "./serve-target.ts";
import { targets } from "./targets/index.ts";

await serveTarget(targets);
