/** Servers with something to scan, and made-up scans of it. */
import { createHash } from "node:crypto";
import { db } from "#lib/db/client.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createServer, serverDocument, uniqueName } from "#lib/testing/factories.ts";
import { result, type Change } from "#lib/testing/trust-results.ts";
import type { EvidenceRecord } from "#lib/trust/collect/reach.ts";
import { CONTROL_IDS, isApplicable, type ControlId } from "#lib/trust/core/controls.ts";
import { installOptions } from "#lib/trust/install-options.ts";
import { recordEvaluation } from "#lib/trust/record-evaluation.ts";
import type { Scanned, ScanReference } from "#lib/trust/scanned.ts";
import type { JsonObject } from "#lib/kernel/json.ts";

type Changes = Partial<Record<ControlId, Change>>;

/** Everything passes, but what `changes` says; CQ-06 is never implemented. */
export function scannedOf(
  reference: ScanReference,
  {
    at,
    changes = {},
    digest = "sha512-one",
    evidence = [],
    tools = null,
  }: {
    at: string;
    changes?: Changes;
    digest?: string | null;
    evidence?: readonly EvidenceRecord[];
    tools?: Scanned["tools"];
  },
): Scanned {
  const { kind, name, version } = reference;
  return {
    artifact: { kind, name, version, digest: kind === "remote" ? null : digest },
    results: CONTROL_IDS.filter((id) => isApplicable(id, kind)).map((id) =>
      result(id, { checkedAt: at, ...changes[id] }),
    ),
    evidence,
    tools,
    startedAt: at,
    finishedAt: at,
  };
}

export const evidenceOf = (text: string, more: Partial<EvidenceRecord> = {}): EvidenceRecord => ({
  kind: "npm packument",
  source: "https://npm.test.example/server",
  fetchedAt: "2026-11-26T12:00:00.000Z",
  httpStatus: 200,
  sha256: createHash("sha256").update(text).digest("hex"),
  mediaType: "application/json",
  sizeBytes: Buffer.byteLength(text),
  body: Buffer.from(text),
  ...more,
});

type ServerData = NonNullable<Parameters<typeof createServer>[0]>;

/** A server whose one version installs an npm package, or what the document says; no scan waits. */
export async function scannableServer(
  server: ServerData = {},
  more: Record<string, unknown> = {},
  version: NonNullable<Parameters<typeof createServer>[1]> = {},
) {
  const name = uniqueName();
  // What a test adds is plain JSON.
  const document = serverDocument(name, more) as unknown as JsonObject;
  const options = installOptions(document);
  const row = await createServer(
    { ...server, name },
    {
      document: JSON.stringify(document),
      packageTypes: [
        ...new Set(options.map(({ type }) => type).filter((type) => type !== "remote")),
      ],
      remoteUrls: options.filter(({ type }) => type === "remote").map((one) => one.name),
      ...version,
    },
  );
  const { id: versionId } = await db.serverVersion.findFirstOrThrow({
    where: { serverId: row.id },
  });
  // As if the scan that it waits for since it was registered was over.
  await db.trustScan.deleteMany({ where: { versionId } });
  const references = options.flatMap(({ reference }) => reference ?? []);
  return { ...row, versionId, document, references };
}

export type Scannable = Awaited<ReturnType<typeof scannableServer>>;

/** Records a made-up scan of the first way to install it, or of another one. */
export function recordScan(
  { versionId, document }: Pick<Scannable, "versionId" | "document">,
  scan: Parameters<typeof scannedOf>[1] & { option?: string },
) {
  const option = scan.option ?? "packages[0]";
  const reference = installOptions(document).find((one) => one.option === option)?.reference;
  if (!reference) throw new Error(`There is no ${option} to scan.`);
  return recordEvaluation(
    { ...systemContext(), now: new Date(scan.at) },
    { versionId, option, trigger: "asked", reference, scanned: scannedOf(reference, scan) },
  );
}
