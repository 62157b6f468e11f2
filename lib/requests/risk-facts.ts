import { differences } from "#lib/catalog/core/document-walk.ts";
import { lookAlike } from "#lib/catalog/core/look-alike.ts";
import { lookAlikeSql } from "#lib/catalog/core/look-alike-sql.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import { STORED_TOOL, toolFactsOf } from "#lib/catalog/stored-tool.ts";
import type { DataClassification, DeploymentModel, Origin } from "#lib/catalog/core/words.ts";
import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { standingOf, type Standing } from "#lib/trust/trust-parts.ts";
import { assessRisk, type Risk, type RiskFacts } from "./core/risk.ts";
import type { RequestKind } from "./core/words.ts";
import { judgedTools, type Side } from "./judged-tools.ts";
import { reviewedVersion } from "./reviewed-version.ts";
import { storedDocument, type ProposedDocument, type Proposal } from "./payload.ts";

const SERVER = {
  id: true,
  origin: true,
  classification: true,
  deploymentModel: true,
  currentVersionId: true,
  _count: { select: { uses: true } },
} as const;

const BASE = {
  id: true,
  document: true,
  tools: { select: STORED_TOOL, orderBy: { name: "asc" } },
} as const;

type Assessed = {
  kind: RequestKind;
  proposal: Proposal;
  /** Null: it is only about to be made. */
  requestId: string | null;
  serverId: string | null;
  now: Date;
  /** Its scan has done all that it can, though it may not be written down yet; else as is on record. */
  isScanOver?: boolean;
};

/** A step: how risky the proposal is, from what it says, what its scan saw and what the catalog knows. */
export async function riskOf(tx: Tx, assessed: Assessed): Promise<Risk> {
  const { kind, proposal, requestId: id, serverId, now } = assessed;
  const known = serverId === null ? NOBODY : await knownFacts(tx, serverId);
  const { document } = proposal;
  const version = document && (await reviewedVersion(tx, { id, serverId, document }, now));
  const { isScanOver = false } = assessed;
  const tools = await judgedTools(tx, { version, proposal, before: known.before, isScanOver });
  return assessRisk({
    kind,
    ...placeOf(proposal, known),
    lookAlikes: kind === "list_server" ? await lookAlikesOf(tx, proposal.serverName) : [],
    tools: tools.risky.length > 0 ? tools.risky : null,
    scan: tools.scan,
    runsCommand: runsCommand(proposal, known),
    trustLevel: levelOf(
      document === null ? await currentStanding(tx, known, now) : (version?.standing ?? null),
    ),
    users: known.users,
    changes: kind === "list_server" ? NOTHING : askedChanges(known.before, proposal, tools.changed),
  });
}

const currentStanding = async (tx: Tx, { currentVersionId }: Known, now: Date) =>
  currentVersionId === null ? null : standingOf(tx, currentVersionId, now);

/**
 * Of the very document that is proposed; without one, of the current version. Null: nobody has assessed
 * it, and what an earlier version was says nothing about it. What time has taken counts.
 */
const levelOf = (standing: Standing | null): RiskFacts["trustLevel"] =>
  standing !== null && standing.score !== null ? standing.level : null;

/** What the request says of data, place and maker, else what the catalog knows. */
const placeOf = ({ payload }: Proposal, known: Known) => ({
  classification: word<DataClassification>(payload, "dataClassification") ?? known.classification,
  deploymentModel: word<DeploymentModel>(payload, "deploymentModel") ?? known.deploymentModel,
  origin: word<Origin>(payload, "origin") ?? known.origin,
});

function runsCommand({ document }: Proposal, { current }: Known): boolean {
  const runs = document ?? (current === null ? null : storedDocument(current));
  return runs !== null && runs.facts.transports.includes("stdio");
}

type Known = {
  classification: DataClassification | null;
  deploymentModel: DeploymentModel | null;
  origin: Origin | null;
  users: number;
  currentVersionId: string | null;
  /** The document of its current version. */
  current: string | null;
  before: Side | null;
};
const NOBODY: Known = {
  classification: null,
  deploymentModel: null,
  origin: null,
  users: 0,
  currentVersionId: null,
  current: null,
  before: null,
};

/** What the catalog knows of the server. */
async function knownFacts(tx: Tx, id: string): Promise<Known> {
  const server = await tx.server.findUniqueOrThrow({ where: { id }, select: SERVER });
  const version = server.currentVersionId
    ? await tx.serverVersion.findUnique({ where: { id: server.currentVersionId }, select: BASE })
    : null;
  return {
    classification: server.classification,
    deploymentModel: server.deploymentModel,
    origin: server.origin,
    users: server._count.uses,
    currentVersionId: server.currentVersionId,
    current: version?.document ?? null,
    before: version && {
      id: version.id,
      document: documentOf(version.document),
      tools: version.tools.map(toolFactsOf),
    },
  };
}

/** Listed servers whose names a person could take for this one. */
async function lookAlikesOf(tx: Tx, name: string): Promise<string[]> {
  const rows = await sqlOf(tx)<{ name: string }>(
    {
      text: `SELECT s."name" FROM "Server" s WHERE ${lookAlikeSql(`s."name"`)} = $1 AND s."name" <> $2
        AND s."lifecycle" IN ('approved', 'deprecated') AND s."visibility" = 'everyone'
        ORDER BY s."name" LIMIT 5`,
    },
    [lookAlike(name), name],
  );
  return rows.map((row) => row.name);
}

const NOTHING: RiskFacts["changes"] = {
  transport: false,
  endpoint: false,
  newSecrets: 0,
  tools: [],
};

function word<Value extends string>(payload: JsonObject, field: string): Value | null {
  const value = ownValue(payload, field);
  return typeof value === "string" ? (value as Value) : null;
}

/** An address of a deployment changes without a document. */
function askedChanges(before: Side | null, { document, payload }: Proposal, tools: string[]) {
  const changes = changesOf(before, document, tools);
  const endpoint = changes.endpoint || ["endpoint", "deployment"].some((key) => key in payload);
  return { ...changes, endpoint };
}

function changesOf(
  before: Side | null,
  after: ProposedDocument | null,
  tools: string[],
): RiskFacts["changes"] {
  if (before === null || after === null) return NOTHING;
  const paths = differences(before.document, after.value);
  const touched = (pattern: RegExp) => paths.some(({ path }) => pattern.test(path));
  return {
    transport: touched(/transport(\.type)?$|\.type$/),
    endpoint: touched(/^remotes.*\.url$|transport\.url$/),
    newSecrets: Math.max(0, secretsIn(after.value) - secretsIn(before.document)),
    tools,
  };
}

function secretsIn(value: Json | undefined): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + secretsIn(one), 0);
  if (typeof value !== "object" || value === null || "rawJSON" in value) return 0;
  return (
    (value["isSecret"] === true ? 1 : 0) +
    Object.values(value).reduce((sum: number, one) => sum + secretsIn(one), 0)
  );
}
