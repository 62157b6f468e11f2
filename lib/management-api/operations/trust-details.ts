import { z } from "zod";
import { compareTrust } from "#lib/trust/compare-trust.ts";
import { getMtfReport } from "#lib/trust/get-mtf-report.ts";
import { getSbomFile } from "#lib/trust/get-sbom-file.ts";
import { getSbom } from "#lib/trust/get-sbom.ts";
import { listFindings } from "#lib/trust/list-findings.ts";
import {
  CompareTrustInput,
  GetSbomInput,
  ListFindingsInput,
  MtfReportInput,
  SbomFileInput,
} from "#lib/trust/schemas.ts";
import {
  FindingsAnswer,
  MtfReportAnswer,
  SbomAnswer,
  TrustComparisonAnswer,
} from "../answers/trust-details.ts";
import { defineOperation } from "../define-operation.ts";
import { SERVER } from "./examples.ts";

const tag = "Servers";
const OPTION =
  "`option` names a way to install it, such as `packages[0]`; without it, the one that stands worst.";

export const LIST_FINDINGS = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/trust/findings",
  tag,
  summary: "What the newest scan of a version found, the worst first, a page at a time",
  notes: OPTION,
  permission: listFindings.permission,
  query: ListFindingsInput.omit({ name: true }),
  answer: { status: 200, schema: FindingsAnswer, description: "A page, with counts for filters." },
  example: { ...SERVER, query: { severity: "high" } },
});

const SbomQuery = GetSbomInput.omit({ name: true });

export const GET_SBOM = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/trust/sbom",
  tag,
  summary: "What comes with a version when it is installed: a tree with advisories, paged",
  notes: `${OPTION} Each component stands once, below the first that needs it; \`under\` shows what one of them brings.`,
  permission: getSbom.permission,
  query: SbomQuery.extend({ size: z.coerce.number().int().min(1).max(1_000).default(100) }),
  answer: { status: 200, schema: SbomAnswer, description: "A page of the tree." },
  example: { ...SERVER, query: { only: "advisories" } },
});

export const GET_SBOM_FILE = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/trust/sbom.cdx.json",
  tag,
  summary: "The bill of materials as it was kept: CycloneDX, with its SHA-256 as `Repr-Digest`",
  notes: OPTION,
  permission: getSbomFile.permission,
  query: SbomFileInput.omit({ name: true }),
  own: true,
  answer: { status: 200, schema: null, description: "The document." },
  example: SERVER,
});

export const GET_SBOM_CSV = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/trust/sbom.csv",
  tag,
  summary: "The components of a version as CSV, with the filters of the list",
  notes: OPTION,
  permission: getSbom.permission,
  query: SbomQuery.omit({ page: true, size: true }),
  own: true,
  answer: { status: 200, schema: null, description: "A CSV file." },
  example: SERVER,
});

export const COMPARE_TRUST = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/trust/compare",
  tag,
  summary: "How the trust of two versions, or of two evaluations, differs",
  notes: "`from` and `to` are versions, or ids of evaluations from the history.",
  permission: compareTrust.permission,
  query: CompareTrustInput.omit({ name: true }),
  answer: {
    status: 200,
    schema: TrustComparisonAnswer,
    description: "Both sides, and what changed in controls, findings, components and tools.",
  },
  example: { ...SERVER, query: { from: "1.0.0", to: "1.1.0" } },
});

export const GET_MTF_REPORT = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/trust/report.json",
  tag,
  summary: "The newest scan of a version in the form of MTF v0.1's own report",
  notes:
    "mpak Trust Framework (MTF) v0.1, https://mpaktrust.org, CC BY 4.0, changes made: the controls about artifacts only, `not_checkable` as `error`, a waiver as `fail`. Not for remote servers, which have no bytes.",
  permission: getMtfReport.permission,
  query: MtfReportInput.omit({ name: true }),
  answer: { status: 200, schema: MtfReportAnswer, description: "The report." },
  example: { ...SERVER, query: { version: "1.0.0" } },
});
