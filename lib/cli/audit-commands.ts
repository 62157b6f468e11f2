import fs from "node:fs";
import type { Command } from "commander";
import type pg from "pg";
import type { Problem } from "#lib/audit/verify/problem.ts";
import { readingThreads } from "#lib/audit/verify/reading-threads.ts";
import type { Verification } from "#lib/audit/verify/verify-log.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { verifyingKeys } from "./audit-keys.ts";
import { addExportCommand } from "./audit-export-command.ts";
import { addProveCommand } from "./audit-prove-command.ts";
import { addReconcileCommand } from "./audit-reconcile-command.ts";
import { judge, TAMPERED, WHOLE } from "./audit-verdict.ts";
import { addWitnessCommand } from "./audit-witness-command.ts";
import { collect, plain, type Terminal } from "./terminal.ts";
import { withClient } from "./with-client.ts";

type VerifyOptions = { key: string[]; checkpoint: string[]; threads: string; json?: true };
type OutOptions = { out: string; json?: true };

/** What an auditor does with the log. */
export function addAuditCommands(program: Command, terminal: Terminal): void {
  const audit = program
    .command("audit")
    .summary("prove that the log is whole")
    .addHelpText(
      "after",
      `
Exit status of verify, fsck, consistency, prove and reconcile: 0 it holds, 1 it does not (what is
wrong is named), 2 no verdict: wrong usage, a file, record or database that is not there. With --json
that is one line too: {"error":{"code","message"}}.
The log can be verified without this program: npm run gatehouse -- audit export --out log.jsonl,
npm run gatehouse -- audit public-key --out key.pem, node scripts/verify-audit.mjs log.jsonl --key key.pem`,
    );
  addVerify(audit, terminal);
  addProofs(audit, terminal);
  addFiles(audit, terminal);
  addProveCommand(audit, terminal);
  addReconcileCommand(audit, terminal);
  addWitnessCommand(audit, terminal);
}

function addVerify(audit: Command, terminal: Terminal): void {
  const options = (command: Command) =>
    command
      .option(
        "--key <file>",
        "public key that checkpoints must be signed with (repeatable); without it, those of this installation",
        collect,
        [],
      )
      .option(
        "--checkpoint <file>",
        "checkpoint that was kept outside, or a folder of them: the log must continue it (repeatable); those of AUDIT_ANCHOR_DIR are compared in any case",
        collect,
        [],
      )
      .option(
        "--threads <n>",
        "how many read at once, each on a connection of its own; 1 is gentle",
        String(readingThreads()),
      )
      .option("--json", "print one line of JSON");
  options(audit.command("verify"))
    .description(
      "Computes the whole log again: every hash, every chain, the tree at every checkpoint, every signature.",
    )
    .action((given: VerifyOptions) =>
      judge(terminal, given.json === true, () => verify(given, terminal, async () => [])),
    );
  options(audit.command("fsck"))
    .description("Verify, and also what is kept beside the records: tiles, positions, counts.")
    .action((given: VerifyOptions) =>
      judge(terminal, given.json === true, async () => {
        const { checkUpkeep } = await import("#lib/audit/verify/check-upkeep.ts");
        await verify(given, terminal, checkUpkeep);
      }),
    );
}

function addProofs(audit: Command, terminal: Terminal): void {
  audit
    .command("consistency")
    .description(
      "Proves that the log at size B continues the log at size A: two sizes that were signed, or files of checkpoints.",
    )
    .argument("<a>", "size or file")
    .argument("<b>", "size or file")
    .option("--json", "print the proof as one line of JSON")
    .action((a: string, b: string, { json }: { json?: true }) =>
      judge(terminal, json === true, async () => {
        const { proveConsistency } = await import("#lib/audit/verify/prove-consistency.ts");
        const keys = await verifyingKeys([]);
        const proof = await withClient((client) => proveConsistency(client, [a, b], keys));
        terminal.setExit(proof.consistent ? WHOLE : TAMPERED);
        terminal.print(json ? JSON.stringify(proof) : proof.words);
      }),
    );
}

function addFiles(audit: Command, terminal: Terminal): void {
  addExportCommand(audit, terminal);
  audit
    .command("public-key")
    .description("Writes the key that checkpoints are verified with. Needs no database.")
    .requiredOption("--out <file>", "where to; - is standard output")
    .action(async ({ out }: OutOptions) => writeOut(out, await publicKeyText()));
  audit
    .command("create-key")
    .description("Makes the key that checkpoints are signed with. Keep it away from the database.")
    .requiredOption("--out <file>", "a new file, which only its owner can read")
    .option("--name <name>", "name of the log: log.example.com/gatehouse")
    .action(async ({ out, name }: OutOptions & { name?: string }) => {
      const { newLogName } = await import("#lib/audit/sequencer/audit-key.ts");
      const { createKeyFile } = await import("#lib/audit/tree/signer.ts");
      createKeyFile(out, name ?? newLogName());
      terminal.print(`The key of the log is in ${plain(out)}.`);
    });
}

async function verify(
  given: VerifyOptions,
  terminal: Terminal,
  more: (client: pg.Client) => Promise<Problem[]>,
): Promise<void> {
  const { env } = await import("#lib/config/env.ts");
  const { anchoredCheckpoints } = await import("#lib/audit/verify/anchored-checkpoints.ts");
  const { readLog } = await import("#lib/audit/verify/in-snapshot.ts");
  const { verifyLog } = await import("#lib/audit/verify/verify-log.ts");
  const keys = await verifyingKeys(given.key);
  const kept = await anchoredCheckpoints(given.checkpoint);
  const started = Date.now();
  const url = env.databaseUrl ?? "";
  const found = await readLog(url, async (client) => {
    const log = await verifyLog(client, {
      keys,
      outside: kept.notes,
      threads: { url, most: threadsOf(given.threads) },
      onProgress: (records, size) =>
        terminal.note(`${records} of ${size} records, ${rate(records, started)} a second`),
    });
    return { ...log, problems: [...log.problems, ...(await more(client))] };
  });
  terminal.note("");
  terminal.setExit(found.problems.length === 0 ? WHOLE : TAMPERED);
  const ms = Date.now() - started;
  const { setAside } = kept;
  terminal.print(
    given.json ? JSON.stringify({ ...found, setAside, ms }) : told(found, { setAside, started }),
  );
}

function threadsOf(given: string): number {
  if (!/^[1-9]\d?$/.test(given))
    throw new AppError("invalid", "--threads is a number from 1 to 99: how many read at once.");
  return Number(given);
}

const rate = (records: number, since: number) =>
  Math.round((records * 1_000) / Math.max(1, Date.now() - since));

type How = { setAside: readonly string[]; started: number };

function told({ problems, ...log }: Verification, { setAside, started }: How): string {
  const read = `${outsideWords(log.outside, setAside)}\n${log.size} records in the tree and ${log.unsequenced} on their way to it, ${log.writers} writers, ${log.epochs} epochs, ${log.checkpoints} checkpoints: read in ${((Date.now() - started) / 1_000).toFixed(1)} s (${rate(log.size, started)} a second).\n${personalWords(log.personal)}`;
  if (problems.length === 0) return `The log is whole.\n${read}`;
  const lines = problems.map(({ what, ...place }) => {
    const at = Object.entries(place)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => `${name} ${plain(String(value))}`);
    return `- ${at.length > 0 ? `${at.join(", ")}: ` : ""}${plain(what)}`;
  });
  return `The log is not whole.\n${lines.join("\n")}\n${read}`;
}

function personalWords({ compared, removed, unreadable }: Verification["personal"]): string {
  const words = `Personal parts: ${compared} compared with their records, ${removed} erased or removed by age`;
  return unreadable === 0
    ? `${words}.`
    : `${words}, ${unreadable} not compared, as they were sealed with another AUDIT_PAYLOAD_KEY (name it in AUDIT_PAYLOAD_KEYS_OLD).`;
}

function outsideWords(outside: number, setAside: readonly string[]): string {
  const compared =
    outside === 0
      ? "Nothing that was kept outside was compared (--checkpoint): an end that was cut off does not show."
      : `Compared with ${outside} ${outside === 1 ? "checkpoint that was" : "checkpoints that were"} kept outside.`;
  return setAside.length === 0
    ? compared
    : `${compared} Set aside, and not compared: ${setAside.map(plain).join(", ")}.`;
}

async function publicKeyText(): Promise<string> {
  const { auditSigner } = await import("#lib/audit/sequencer/audit-key.ts");
  const { verifierOf } = await import("#lib/audit/tree/signer.ts");
  const { publicKeyPem } = await import("#lib/audit/tree/verifier-key.ts");
  return publicKeyPem(verifierOf(auditSigner()));
}

function writeOut(out: string, text: string): void {
  if (out === "-") process.stdout.write(text);
  else fs.writeFileSync(out, text);
}
