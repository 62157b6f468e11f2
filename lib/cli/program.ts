import { Command } from "commander";
import { addAuditCommands } from "./audit-commands.ts";
import { addDataCommands } from "./data-commands.ts";
import { addImportCommand } from "./import-command.ts";
import { addMirrorCommands } from "./mirror-commands.ts";
import type { Terminal } from "./terminal.ts";
import { addTrustCommands } from "./trust-commands.ts";
import { addTokenCommands } from "./token-commands.ts";
import { addUserCommands } from "./user-commands.ts";

/** The administrator's command line. It acts as a process of ours, and everything is audited. */
export function gatehouseProgram(terminal: Terminal): Command {
  const program = new Command("gatehouse")
    .description(
      "The administrator's command line of Gatehouse, over the same verbs as its pages. It uses DATABASE_URL where that is set, else the embedded database of DATA_DIR.",
    )
    .usage("<command> [options]")
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      "after",
      `
Every command has its own help: npm run gatehouse -- import --help
Exit status: 0 done, 1 refused or failed (one sentence on standard error), 2 wrong usage.`,
    );
  addImportCommand(program, terminal);
  addMirrorCommands(program, terminal);
  addTokenCommands(program, terminal);
  addUserCommands(program, terminal);
  addDataCommands(program, terminal);
  addAuditCommands(program, terminal);
  addTrustCommands(program, terminal);
  overrideExit(program);
  return program;
}

/** Commander's subcommands end the process themselves unless each is told not to. */
function overrideExit(command: Command): void {
  command.exitOverride().showHelpAfterError("(--help shows what there is)");
  for (const child of command.commands) overrideExit(child);
}
