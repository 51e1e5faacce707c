export { headline, renderReport } from "./render-report.ts";
