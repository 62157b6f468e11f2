import { createHash } from "node:crypto";
import { orderKey } from "#lib/catalog/core/version-order.ts";
import { db } from "#lib/db/client.ts";
import { systemContext } from "#lib/testing/context.ts";
import { addVersion, createPerson, createServer, createTeam } from "#lib/testing/factories.ts";
import { serverDocument } from "#lib/testing/factories.ts";
import { requestScan } from "#lib/trust/request-scan.ts";
import { runScan } from "#lib/trust/run-scan.ts";
import type { ScannedResult } from "./trust-fault-report.ts";
import { openFaultSources, type FaultSources } from "./trust-fault-sources.ts";
import { serverCode, type Draft, type Registered } from "./trust-fault-draft.ts";

type Person = Awaited<ReturnType<typeof createPerson>>;
export type Cast = { teamId: string; security: Person; publisher: string; publisherId: string };

export type FaultWorld = Awaited<ReturnType<typeof openFaultWorld>>;

/** Sources over real sockets, a registry's database, and the worker's own way from one to the other. */
export async function openFaultWorld() {
  const sources = await openFaultSources();
  const cast = await castOf();
  return {
    ...sources,
    cast,
    register: (draft: Draft) => register(draft, { sources, cast }),
    scan: (registered: Registered) => scan(registered, { sources, cast }),
  };
}

/** An owner team of two, somebody of security, and a pipeline that publishes below dev.acme. */
async function castOf(): Promise<Cast> {
  const team = await createTeam("Acme");
  await createPerson([], [team.id]);
  const pipeline = await createPerson([], [team.id]);
  const security = await createPerson(["security"]);
  const publisher = `Acme's pipeline ${team.id}`;
  await db.trustedPublisher.create({
    data: {
      name: publisher,
      issuer: "https://ci.acme.dev",
      audience: "gatehouse",
      claims: {},
      names: ["dev.acme/*"],
      userId: pipeline.id,
      createdById: security.id,
    },
  });
  return { teamId: team.id, security, publisher, publisherId: pipeline.id };
}

type With = { sources: FaultSources; cast: Cast };

/** Publishes the package, and registers the server whose one version installs it. */
async function register(draft: Draft, { sources, cast }: With): Promise<Registered> {
  const { file, integrity } = await sources.publish(draft, {
    "index.js": serverCode(draft),
    ...draft.files,
  });
  const document = JSON.stringify(documentOf(draft));
  const version = { version: draft.version, document, orderKey: orderKey(draft.version, "") };
  const known = await db.server.findUnique({
    where: { name: draft.serverName },
    select: { id: true, name: true },
  });
  const server =
    known ?? (await createServer({ name: draft.serverName, ownerTeamId: cast.teamId }, version));
  if (known !== null) await addVersion(known, version);
  const { id: versionId } = await db.serverVersion.findFirstOrThrow({
    where: { serverId: server.id, version: draft.version },
    select: { id: true },
  });
  await db.versionPackage.create({
    data: {
      versionId,
      position: 0,
      registryType: "npm",
      identifier: draft.name,
      version: draft.version,
    },
  });
  const registered = {
    serverId: server.id,
    serverName: server.name,
    versionId,
    version: draft.version,
    file,
    integrity,
  };
  if (draft.broughtBy !== "nobody") await approve(registered, cast, draft.broughtBy);
  await draft.before(registered);
  return registered;
}

export const documentOf = (draft: Draft) =>
  serverDocument(draft.serverName, {
    version: draft.version,
    description: "Converts units of length.",
    repository: { url: "https://github.com/acme/units", source: "github" },
    packages: [
      {
        registryType: "npm",
        identifier: draft.name,
        version: draft.version,
        transport: { type: "stdio" },
        ...draft.install,
      },
    ],
    _meta: { "org.mpaktrust": draft.meta },
    ...draft.document,
  });

/** As it is after a pipeline has published it and a review has approved it. */
async function approve(
  { serverId, serverName, version }: Registered,
  cast: Cast,
  broughtBy: "pipeline" | "person",
): Promise<void> {
  const request = await db.request.create({
    data: {
      kind: "list_server",
      serverId,
      serverName,
      requesterId: cast.publisherId,
      title: "List it",
      origin: broughtBy === "pipeline" ? "publish" : "console",
      revisions: {
        create: {
          revision: 1,
          payload: {},
          digest: createHash("sha256").update(serverName).digest("hex"),
          riskTier: "low",
          riskReasons: [],
          evidence: { publisher: cast.publisher },
          createdById: cast.publisherId,
        },
      },
    },
  });
  const checksum = createHash("sha256").update(version).digest("hex");
  await db.approval.create({ data: { serverId, version, checksum, requestId: request.id } });
}

/** As the worker does, with what it then finds in the database. */
async function scan(
  { versionId, serverName, version }: Registered,
  { sources, cast }: With,
): Promise<ScannedResult> {
  const waiting = await db.trustScan.findFirst({
    where: { versionId, state: "queued" },
    select: { id: true },
  });
  const scanId =
    waiting?.id ?? (await requestScan(cast.security.ctx(), { name: serverName, version })).scanId;
  const started = performance.now();
  await runScan(systemContext(), scanId, {
    signal: new AbortController().signal,
    scan: sources.scan,
    open: sources.open,
  });
  const seconds = (performance.now() - started) / 1_000;
  const ended = await db.trustScan.findUniqueOrThrow({ where: { id: scanId } });
  const evaluation = await db.trustEvaluation.findFirst({
    where: { versionId },
    orderBy: { finishedAt: "desc" },
    select: {
      level: true,
      score: true,
      risk: true,
      results: {
        select: {
          control: true,
          status: true,
          reason: true,
          detail: true,
          findings: { select: { code: true, action: true, title: true, file: true } },
        },
      },
    },
  });
  if (evaluation === null) throw new Error(`It was not evaluated: ${ended.error ?? ended.state}`);
  return { seconds, ...evaluation };
}
