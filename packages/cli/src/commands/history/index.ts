import { Command } from "commander";
import { exitCodes } from "../../exit-codes.ts";
import { checkHistoryCommand } from "./check.ts";
import { confirmCommand } from "./confirm.ts";
import { findingsCommand } from "./findings.ts";
import { importCommand } from "./import.ts";
import { listCommand } from "./list.ts";
import { pullCommand, pushCommand } from "./push.ts";
import { rebuildCommand } from "./rebuild.ts";
import { renderCommand } from "./render.ts";
import { showCommand } from "./show.ts";

const help = `
Examples:
  evenkeel history import reports/runs             runs that have ended become nights of their series
  evenkeel history list --backend onnx-cpu         what is followed, with the last values
  evenkeel history show 4f2a9c31d07be658           one series, night by night
  evenkeel history check                           what changed? suspected until it is confirmed
  evenkeel history confirm                         runs both commits side by side, and decides
  evenkeel history render --open                   all of it as pages
  evenkeel history rebuild reports/runs            the history anew, from its run folders

Each command's --help has examples of its own; docs/history.md says what a series is.

${exitCodes({ good: "done", bad: "something could not be imported, or the history could not be used" })}`;

/** `evenkeel history`: what became of measurements from night to night. */
export function historyCommand(): Command {
  return new Command("history")
    .description("follow measurements from night to night: import runs, find changes, confirm and show them")
    .addCommand(importCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(checkHistoryCommand())
    .addCommand(confirmCommand())
    .addCommand(renderCommand())
    .addCommand(pushCommand())
    .addCommand(pullCommand())
    .addCommand(findingsCommand())
    .addCommand(rebuildCommand())
    .addHelpText("after", help);
}
