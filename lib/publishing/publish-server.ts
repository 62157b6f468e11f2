import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { requiredCount, requiredOf } from "#lib/requests/core/approvals.ts";
import type { RequestKind, RequestState, RiskTier } from "#lib/requests/core/words.ts";
import { openRequest } from "#lib/requests/create-request.ts";
import { lockRequest, tierOf } from "#lib/requests/lock-request.ts";
import { missingFields } from "#lib/requests/payload-fields.ts";
import { proposedDocument, type ProposedDocument } from "#lib/requests/payload.ts";
import { requirePerson } from "#lib/requests/revise.ts";
import { CreateRequestInput } from "#lib/requests/schemas.ts";
import { handIn } from "#lib/requests/submit-request.ts";
import { findTarget, type Target } from "#lib/requests/target.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { approveFast } from "./approve-fast.ts";
import { allowsName } from "./core/name-patterns.ts";
import { decideFastTrack, type FastTrackDecision } from "./core/fast-track.ts";
import { fastTrackCase } from "./fast-track-facts.ts";
import { knownFacts } from "./known-facts.ts";
import { findOpenRequest, requireUnpublished } from "./open-request.ts";
import { revisePublished } from "./revise-published.ts";
import { PublishServerInput } from "./schemas.ts";
import { sourceOf, type Source } from "./source.ts";
import { tellAuthor } from "./tell-author.ts";

/** What became of a document: a new request, a new revision of one, or nothing new. */
export type PublishOutcome = "opened" | "revised" | "unchanged" | "published";
export type Published = {
  outcome: PublishOutcome;
  server: { name: string; version: string };
  request: {
    id: string;
    number: number;
    kind: RequestKind;
    state: RequestState;
    revision: number;
    riskTier: RiskTier;
    requiredApprovals: number;
  };
  /** What a person has to say before a draft can be submitted: field and words. */
  missing: [string, string][];
  /** Why a release was, or was not, approved at once; null where the policy has no fast track. */
  fastTrack: FastTrackDecision | null;
};

/**
 * A server.json from a publisher client becomes a request to list the server or to add the version.
 * Published again while that is open it is the same request, or a new revision of it. Reviewers
 * decide as on any other, unless the policy lets a patch release of an owner's pipeline through.
 */
export const publishServer = defineCommand({
  name: "publishServer",
  permission: "request.create",
  input: PublishServerInput,

  async run(tx, ctx, input) {
    const requesterId = requirePerson(ctx);
    const document = proposedDocument(input.document);
    const { name, version } = document.facts;
    const source = await sourceOf(tx, ctx, input);
    requireAllowed(source, name);
    // INVARIANT: one name is published by one transaction at a time, so two at once are one request.
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`gatehouse.publish ${name}`}, 0))::text`;
    const target = await findTarget(tx, ctx, name);
    requireUnpublished(target, version);
    const isListed = target !== null && !UNLISTED.has(target.lifecycle);
    const open = await findOpenRequest(tx, { name, version, isListed, requesterId });
    if (open?.checksum === document.checksum)
      return {
        result: await publishedAs(tx, ctx, { id: open.id, document, outcome: "unchanged" }),
        audit: [],
      };
    if (open) {
      const audit = await revisePublished(tx, ctx, { open, document, source });
      return {
        result: await publishedAs(tx, ctx, { id: open.id, document, outcome: "revised" }),
        audit,
      };
    }
    return openPublished(tx, ctx, { document, source, target, isListed, requesterId });
  },
});

/** A retired server counts as listed, so that the refusal says what it is. */
const UNLISTED: ReadonlySet<string> = new Set(["candidate", "in_review", "rejected"]);

function requireAllowed({ publisher }: Source, name: string): void {
  if (!publisher || allowsName(publisher.names, name)) return;
  throw new AppError(
    "forbidden",
    `${publisher.name} may not publish ${name}, only ${publisher.names.join(", ")}: an administrator can change that.`,
  );
}

type Opening = {
  document: ProposedDocument;
  source: Source;
  target: Target;
  isListed: boolean;
  requesterId: string;
};

async function openPublished(tx: Tx, ctx: Context, opening: Opening) {
  const { document, source, target, isListed, requesterId } = opening;
  const kind: RequestKind = isListed ? "add_version" : "list_server";
  const known: JsonObject = isListed ? {} : await knownFacts(tx, ctx, target);
  const input = CreateRequestInput.parse({
    kind,
    ...known,
    server: document.text,
    justification: source.words,
    evidence: source.evidence,
    origin_of_request: "publish",
    submit: false,
  });
  const { id } = await openRequest(tx, ctx, { input, requesterId });
  const missing = missingFields(kind, known);
  const sent = missing.length > 0 ? DRAFTED : await send(tx, ctx, { id, document, source });
  if (missing.length > 0) await tellAuthor(tx, ctx, { id, source, requesterId, missing });
  const result = await publishedAs(tx, ctx, {
    id,
    document,
    outcome: sent.fastTrack?.fast ? "published" : "opened",
    fastTrack: sent.fastTrack,
  });
  const { riskTier, state } = result.request;
  const opened: AuditEntry = {
    action: state === "draft" ? "request.draft" : "request.submit",
    targetKind: "request",
    targetId: id,
    before: null,
    after: {
      kind,
      server: document.facts.name,
      version: document.facts.version,
      revision: 1,
      tier: riskTier,
      state: state === "draft" ? "draft" : "submitted",
      ...source.facts,
    },
  };
  return { result, audit: [opened, ...sent.audit] };
}

type Sent = { fastTrack: FastTrackDecision | null; audit: AuditEntry[] };
const DRAFTED: Sent = { fastTrack: null, audit: [] };

/** A complete draft goes to review, or through at once where the policy allows. */
async function send(
  tx: Tx,
  ctx: Context,
  { id, document, source }: { id: string; document: ProposedDocument; source: Source },
): Promise<Sent> {
  const request = await lockRequest(tx, ctx, id);
  const byPipeline = source.publisher !== null;
  const found = await fastTrackCase(tx, ctx, { request, document, byPipeline });
  const after = {
    document: document.value,
    tools: document.facts.tools.length > 0 ? document.facts.tools : null,
  };
  const fastTrack = found && decideFastTrack(found.before, after, found.facts);
  if (found && fastTrack?.fast) {
    const { reasons } = fastTrack;
    const { validUntil } = found;
    return { fastTrack, audit: await approveFast(tx, ctx, { request, reasons, validUntil }) };
  }
  await handIn(tx, ctx, { request, revision: request.revision });
  return { fastTrack, audit: [] };
}

type Outcome = {
  id: string;
  document: ProposedDocument;
  outcome: PublishOutcome;
  fastTrack?: FastTrackDecision | null;
};

/** A step: the request as it is now. */
async function publishedAs(
  tx: Tx,
  ctx: Context,
  { id, document, outcome, fastTrack = null }: Outcome,
): Promise<Published> {
  const row = await lockRequest(tx, ctx, id);
  const { payload } = await tx.requestRevision.findUniqueOrThrow({
    where: { requestId_revision: { requestId: id, revision: row.revision } },
    select: { payload: true },
  });
  return {
    outcome,
    server: { name: document.facts.name, version: document.facts.version },
    request: {
      id,
      number: row.number,
      kind: row.kind,
      state: row.state,
      revision: row.revision,
      riskTier: tierOf(row),
      requiredApprovals: requiredCount(requiredOf(row)),
    },
    missing: row.state === "draft" ? missingFields(row.kind, payload as JsonObject) : [],
    fastTrack,
  };
}
