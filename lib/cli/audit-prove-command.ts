import type { Command } from "commander";
import type { AuditProof } from "#lib/audit/get-proof.ts";
import type { openCheckpoint } from "#lib/audit/tree/checkpoint.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { verifyingKeys } from "./audit-keys.ts";
import { judge, TAMPERED, WHOLE } from "./audit-verdict.ts";
import { collect, commandLine, type Terminal } from "./terminal.ts";

type ProveOptions = { key: string[]; json?: true };

/** `audit prove`: that one record stands in the signed log. */
export function addProveCommand(audit: Command, terminal: Terminal): void {
  audit
    .command("prove")
    .description(
      "Proves that a record stands in the log: its hash, the path to the root, the signature of the checkpoint.",
    )
    .argument("<id>", "id of the record")
    .option("--key <file>", "public key that must have signed it (repeatable)", collect, [])
    .option(
      "--json",
      "print the proof, which scripts/verify-audit.mjs verifies without this product, and the problems with it",
    )
    .action((id: string, given: ProveOptions) =>
      judge(terminal, given.json === true, () => prove(id, given, terminal)),
    );
}

async function prove(id: string, { key, json }: ProveOptions, terminal: Terminal): Promise<void> {
  const { getAuditProof } = await import("#lib/audit/get-proof.ts");
  const proof = await getAuditProof(commandLine(), { id });
  if (!proof) throw new AppError("not_found", `There is no record ${id}.`);
  const { leaf, checkpoint, hash } = proof;
  if (leaf === null || checkpoint === null)
    throw new AppError(
      "unavailable",
      proof.state === "stopped"
        ? "The tree of the log is under alarm, and nothing joins it: run gatehouse audit verify."
        : "The record is not under a checkpoint yet: the worker signs one within 10 seconds.",
    );
  const wrong = await faultOf(proof, await verifyingKeys(key));
  terminal.setExit(wrong === null ? WHOLE : TAMPERED);
  const problems = wrong === null ? [] : [{ what: wrong }];
  if (json) return terminal.print(JSON.stringify({ ...proof, problems }));
  terminal.print(
    wrong ??
      `Record ${id} is leaf ${leaf} of the ${checkpoint.size} that were signed at ${checkpoint.at}.\nHash ${hash}, proven by ${proof.proof.length} hashes.`,
  );
}

/** What does not hold; null for a proof that does. */
async function faultOf(
  { entry, hash, leaf, proof, checkpoint }: AuditProof,
  keys: Awaited<ReturnType<typeof verifyingKeys>>,
): Promise<string | null> {
  const { entryHash } = await import("#lib/audit/chain/entry-bytes.ts");
  const { openCheckpoint: open } = await import("#lib/audit/tree/checkpoint.ts");
  const { verifyInclusion } = await import("#lib/audit/tree/proofs.ts");
  const leafHash = Buffer.from(hash, "hex");
  if (!entryHash({ ...entry, prev: Buffer.from(entry.prev, "hex") }).equals(leafHash))
    return "The content of the record does not have the hash that is stored with it.";
  const signed = signedBy(checkpoint?.note ?? "", keys, open);
  if (signed === null) return "The checkpoint is not signed with the key that was given.";
  const path = proof.map((each) => Buffer.from(each, "hex"));
  const claim = { leaf: leaf ?? -1, size: signed.size, leafHash, proof: path, root: signed.root };
  return verifyInclusion(claim) ? null : "The path does not lead to the root that was signed.";
}

type Open = typeof openCheckpoint;

function signedBy(note: string, keys: Parameters<Open>[1], open: Open): ReturnType<Open> | null {
  try {
    return open(note, keys);
  } catch {
    // Another key signed it, or it is no checkpoint.
    return null;
  }
}
