/** The histories of docs/detection.md as JSON for peers/judge.py: `node scripts/series-for-peers.ts FILE`. */
import { writeFileSync } from "node:fs";
import { seriesForPeers } from "../test/detect/simulation/series-for-peers.ts";

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: node scripts/series-for-peers.ts FILE");
writeFileSync(file, seriesForPeers());
