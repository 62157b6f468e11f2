// Entry of `npm run chaos -- workflow|audit|sinks`: kills processes at random and looks for what broke.
import { build, generateClient } from "./lifecycle/prepare.ts";

const [what = "--help", ...rest] = process.argv.slice(2);

const HELP = `Usage: npm run chaos -- workflow|audit|sinks [options]

workflow
  Kills web and worker (kill -9) at random while people submit and decide, and then looks for half
  states, missing records and lost notifications. Exit code 1 when anything is found.

  --kills 200        how many times a process is killed
  --people 6         how many requests are made at the same time
  --seed 1           of the random numbers
  --json FILE        write the findings as JSON

audit
  Kills writers of the log, its sequencer and a PostgreSQL of its own (kill -9, with all
  connections) while the log is written, lets writers stand still past their lease, and then holds
  what is stored against what was acknowledged. Exit code 1 when anything is lost, there twice,
  torn or unlinked.

  --kills 44         how many times a writer or PostgreSQL is killed
  --seed N           of the random numbers
  --json             print the findings as JSON

sinks
  Ships the log to a real receiver of each kind of sink that refuses, hangs, breaks off, is slow, or
  says yes and drops, and kills the sender (kill -9); then counts what arrived, came twice or out of
  order. Exit code 1 when anything is missing at the end.

  --records 2000     how many records each sink is sent, twice
  --json             print the findings as JSON
`;

async function main(): Promise<number> {
  if (what === "audit") {
    await generateClient();
    const { runAuditChaos } = await import("./chaos/audit-chaos.ts");
    return runAuditChaos(rest);
  }
  if (what === "sinks") {
    await generateClient();
    const { runSinksChaos } = await import("./chaos/sinks-chaos.ts");
    return runSinksChaos(rest);
  }
  if (what !== "workflow") {
    process.stdout.write(HELP);
    return what === "--help" || what === "help" ? 0 : 2;
  }
  await generateClient();
  await build();
  const { runWorkflowChaos } = await import("./chaos/workflow-chaos.ts");
  return runWorkflowChaos(rest);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(1);
  },
);
