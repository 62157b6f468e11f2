import { z } from "zod";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { concludeOption } from "../conclude-option.ts";
import { evaluationAt } from "../core/lapses.ts";
import { withoutExpired } from "../core/validity.ts";
import { unwaived } from "../core/waivers.ts";
import { RULE_SET } from "../core/words.ts";
import { lockVersion, type LockedVersion } from "../lock-version.ts";
import { refreshCourse } from "../project-trust.ts";
import { queueScansOf } from "../scan-steps.ts";
import { evidenceFor } from "./record-check.ts";
import { storedOptions, type StoredOption } from "./stored-option.ts";

const ruleSet = z.string().min(1).max(100).default(RULE_SET);

/**
 * Versions whose level runs out, or was worked out by other rules than these. At most `most`. For the
 * worker.
 */
export const listUnsettled = defineQuery({
  name: "listUnsettled",
  permission: "identity.resolve",
  input: z.object({ ruleSet, most: z.number().int().min(1).max(1_000).default(100) }),

  async run({ sql }, ctx, input): Promise<string[]> {
    const rows = await sql<{ versionId: string }>(
      {
        text: `(SELECT p."versionId" FROM "VersionTrust" p WHERE p."validUntil" <= $1 ORDER BY p."validUntil" LIMIT $3)
          UNION (SELECT p."versionId" FROM "VersionTrust" p WHERE p."ruleSet" <> $2 LIMIT $3) LIMIT $3`,
      },
      [ctx.now, input.ruleSet, input.most],
    );
    return rows.map(({ versionId }) => versionId);
  },
});

/**
 * Works a version out again from what is kept, without looking at anything: results that are too old
 * do not count any more, and other rules judge the same results. A change of what a level means or of
 * thresholds also puts a scan in the queue. For the worker.
 */
export const reevaluateTrust = defineCommand({
  name: "reevaluateTrust",
  permission: "identity.resolve",
  input: z.object({ versionId: z.uuid(), ruleSet }),

  async run(tx, ctx, input) {
    const { versionId } = input;
    const version = await lockVersion(tx, versionId);
    const document = documentOf(version.document);
    const stored = await storedOptions(tx, { id: versionId, document });
    const audit: AuditEntry[] = [];
    for (const option of stored)
      audit.push(...(await settle(tx, ctx, { version, option, ruleSet: input.ruleSet })));
    await refreshCourse(tx, { id: versionId, document });
    if (stored.some((one) => needsScan(one.ruleSet, input.ruleSet)))
      await scanAgain(tx, ctx, version);
    return { result: { written: audit.length > 0 }, audit };
  },
});

type Settling = { version: LockedVersion; option: StoredOption; ruleSet: string };

async function settle(tx: Tx, ctx: Context, settling: Settling): Promise<AuditEntry[]> {
  const { version, option } = settling;
  const isOther = option.ruleSet !== settling.ruleSet;
  if (option.finishedAt >= ctx.now) return [];
  const at = ctx.now.toISOString();
  const { kind } = option.artifact;
  if (!isOther && levelAt(option, at) >= option.level) return [];
  const results = withoutExpired(option.results, { kind, at });
  const { audit } = await concludeOption(tx, ctx, {
    version,
    document: documentOf(version.document),
    option: option.option,
    reference: option.reference,
    artifact: option.artifact,
    ruleSet: settling.ruleSet,
    trigger: isOther ? "rules" : "expired",
    startedAt: at,
    at,
    // Whether what fails is waived is asked anew.
    results: results.map(unwaived),
    seenAt: seenAt(option),
    evidence: evidenceFor(option.evidence, {
      rests: new Set(results.flatMap(({ evidence }) => evidence)),
      fresh: [],
    }),
  });
  return audit;
}

/** Nothing is looked at: days of grace begin when it last was. */
const seenAt = ({ results, finishedAt }: StoredOption): string =>
  results
    .map(({ checkedAt }) => checkedAt)
    .sort()
    .at(-1) ?? finishedAt.toISOString();

const levelAt = ({ artifact: { kind }, results, past }: StoredOption, at: string): number =>
  evaluationAt({ kind, subject: "entry", at, results, past }, at).level;

/** All but a patch may want what was never looked at. */
const needsScan = (before: string, after: string) => minorOf(before) !== minorOf(after);
/** `mtf-0.1/reg-1.0.0` as `mtf-0.1/reg-1.0`. */
const minorOf = (ruleSet: string) => ruleSet.replace(/(\/[a-z]+-\d+\.\d+).*$/, "$1");

const WANTED = `
  SELECT v."isLatest" AND v."lifecycle" IN ('approved', 'deprecated') AND s."ownerTeamId" IS NOT NULL AS "isWanted"
  FROM "ServerVersion" v JOIN "Server" s ON s."id" = v."serverId" WHERE v."id" = $1::uuid`;

async function scanAgain(tx: Tx, ctx: Context, version: LockedVersion): Promise<void> {
  // Advisories and revocations are judged by the new rules at once.
  await tx.trustCheck.update({
    where: { versionId: version.id },
    data: { dailyDueAt: ctx.now },
    select: { versionId: true },
  });
  const [row] = await sqlOf(tx)<{ isWanted: boolean }>({ text: WANTED }, [version.id]);
  if (row?.isWanted)
    await queueScansOf(tx, [version], { trigger: "rules", requestedById: null, now: ctx.now });
}
