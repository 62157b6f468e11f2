/** Routes with answers of their own kind (files, uploads): described here, served by themselves. */
import { z } from "zod";
import { listFilteredServers } from "#lib/catalog/list-filtered-servers.ts";
import { suggest } from "#lib/catalog/suggest.ts";
import { getExport } from "#lib/exports/get-export.ts";
import { getImportRun } from "#lib/imports/get-import-run.ts";
import { listImportRuns } from "#lib/imports/list-import-runs.ts";
import { startImport } from "#lib/imports/start-import.ts";
import { anyObject } from "../answers/common.ts";
import { defineOperation } from "../define-operation.ts";

const tag = "Catalog files";
const yes = z.enum(["true", "false"]).default("false");

export const FILE_OPERATIONS = [
  defineOperation({
    method: "GET",
    path: "/api/v1/search",
    tag,
    summary: "What the search palette offers while somebody types",
    permission: suggest.permission,
    query: z.object({ q: z.string().default("") }),
    own: true,
    answer: {
      status: 200,
      schema: z.object({
        servers: z.array(anyObject),
        teams: z.array(anyObject),
        people: z.array(anyObject),
      }),
      description: "The best matches.",
    },
    example: { query: { q: "github" } },
  }),
  defineOperation({
    method: "GET",
    path: "/api/v1/servers.csv",
    tag,
    summary: "The filtered list of servers as CSV; the parameters of the browse page",
    permission: listFilteredServers.permission,
    own: true,
    answer: { status: 200, schema: null, description: "A CSV file." },
  }),
  defineOperation({
    method: "GET",
    path: "/api/v1/exports/{format}",
    tag,
    summary: "Allow lists and configurations for clients",
    permission: getExport.permission,
    own: true,
    answer: { status: 200, schema: null, description: "A file in that format." },
    example: { path: { format: "mcp-json" } },
  }),
  defineOperation({
    method: "GET",
    path: "/api/v1/imports",
    tag,
    summary: "Imports, the newest first",
    permission: listImportRuns.permission,
    own: true,
    answer: {
      status: 200,
      schema: z.object({ runs: z.array(anyObject) }),
      description: "The newest ones.",
    },
  }),
  defineOperation({
    method: "POST",
    path: "/api/v1/imports",
    tag,
    summary: "Import documents: a list, an array, one document or JSON lines as the body",
    notes: "At most 2 GiB, read as it arrives; no Idempotency-Key.",
    permission: startImport.permission,
    query: z.object({ filename: z.string().optional(), approve: yes, expose: yes }),
    own: true,
    answer: { status: 201, schema: anyObject, description: "The run with its counts." },
  }),
  defineOperation({
    method: "GET",
    path: "/api/v1/imports/{id}",
    tag,
    summary: "One import with its counts so far",
    permission: getImportRun.permission,
    own: true,
    answer: { status: 200, schema: z.object({ run: anyObject }), description: "The run." },
    example: { path: { id: "7d2f1c1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f" } },
  }),
  defineOperation({
    method: "GET",
    path: "/api/v1/imports/{id}/report",
    tag,
    summary: "What became of each document of an import",
    permission: getImportRun.permission,
    query: z.object({
      format: z.enum(["csv", "jsonl"]).default("csv"),
      outcome: z.enum(["imported", "updated", "unchanged", "refused"]).optional(),
    }),
    own: true,
    answer: { status: 200, schema: null, description: "A CSV or JSON lines file." },
    example: { path: { id: "7d2f1c1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f" } },
  }),
];
