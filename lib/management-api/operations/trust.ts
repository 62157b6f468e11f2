import { z } from "zod";
import { exportTrust } from "#lib/trust/export-trust.ts";
import { getEvidence } from "#lib/trust/get-evidence.ts";
import { getTrust } from "#lib/trust/get-trust.ts";
import { getTrustSummary } from "#lib/trust/get-trust-summary.ts";
import { requestScan } from "#lib/trust/request-scan.ts";
import { ExportTrustInput, GetTrustInput, RequestScanInput } from "#lib/trust/schemas.ts";
import { TrustAnswer, TrustExportAnswer, TrustSummaryAnswer } from "../answers/trust.ts";
import { bodyOf } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { SERVER } from "./examples.ts";

const tag = "Servers";
const query = z.object({ version: GetTrustInput.shape.version });

export const GET_TRUST = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/trust",
  tag,
  summary: "Trust of one version, of the current one unless you name it, with all its reasons",
  notes:
    "Levels and controls: mpak Trust Framework (MTF) v0.1, mpaktrust.org, CC BY 4.0, changes made. `not_checkable` is neither a pass nor a fail.",
  permission: getTrust.permission,
  query,
  answer: {
    status: 200,
    schema: TrustAnswer,
    description: "How it stands, each way to install it with its controls, and the history.",
  },
  example: SERVER,
});

export const GET_TRUST_SUMMARY = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/trust/summary",
  tag,
  summary: "Level, score and risk of one version without the reasons, and its last scan",
  permission: getTrustSummary.permission,
  query,
  answer: { status: 200, schema: TrustSummaryAnswer, description: "How it stands." },
  example: SERVER,
});

export const EXPORT_TRUST = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/trust/export",
  tag,
  summary: "All that level and score of a version follow from, to compute them again",
  notes: "`node scripts/verify-trust.mjs trust.json` does, without anything else of this product.",
  permission: exportTrust.permission,
  query: z.object({ version: ExportTrustInput.shape.version }),
  answer: { status: 200, schema: TrustExportAnswer, description: "The results and the past." },
  example: { ...SERVER, query: { version: "1.0.0" } },
});

export const REQUEST_SCAN = defineOperation({
  method: "POST",
  path: "/api/v1/servers/{name}/trust/scans",
  tag,
  summary: "Ask for a scan of a version, of the current one unless you name it",
  notes:
    "For the owner team once an hour, for security and administrators at any time. The summary says how far it is.",
  permission: requestScan.permission,
  body: bodyOf(RequestScanInput, ["name"]),
  answer: {
    status: 201,
    schema: z.object({
      scanId: z.uuid(),
      isNew: z.boolean().meta({ description: "False: one waits or runs already." }),
    }),
    description: "It waits for the worker.",
  },
  example: { ...SERVER, body: { version: "1.0.0" } },
});

export const GET_EVIDENCE = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/trust/evidence/{sha256}",
  tag,
  summary: "One thing that an evaluation rests on, as it was read",
  notes: "For security, administrators, auditors and the owner team. Strangers wrote it.",
  permission: getEvidence.permission,
  own: true,
  answer: { status: 200, schema: null, description: "The bytes." },
  example: { path: { ...SERVER.path, sha256: "0".repeat(64) } },
});

export const GET_BADGE = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/badge.svg",
  tag,
  summary: "How a version stands, as an SVG image with a name for screen readers",
  permission: getTrustSummary.permission,
  query,
  own: true,
  answer: { status: 200, schema: null, description: "An image, with an `ETag`." },
  example: SERVER,
});
