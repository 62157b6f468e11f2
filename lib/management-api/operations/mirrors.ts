import { z } from "zod";
import { countDemo } from "#lib/demo/count-demo.ts";
import { removeDemo } from "#lib/demo/remove-demo.ts";
import { ImportUrlInput } from "#lib/imports/schemas.ts";
import { startImport } from "#lib/imports/start-import.ts";
import { changeMirrorSource } from "#lib/mirror/change-mirror-source.ts";
import { createMirrorSource } from "#lib/mirror/create-mirror-source.ts";
import { getMirrorSource } from "#lib/mirror/get-mirror-source.ts";
import { listMirrorSources } from "#lib/mirror/list-mirror-sources.ts";
import { removeMirrorSource } from "#lib/mirror/remove-mirror-source.ts";
import { requestRun } from "#lib/mirror/request-run.ts";
import { ChangeMirrorInput, CreateMirrorInput } from "#lib/mirror/schemas.ts";
import { Created, Removed, time } from "../answers/common.ts";
import { bodyOf } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { ID } from "./examples.ts";

const tag = "Mirrors";
const count = z.number().int();

const Mirror = z.object({
  ...{ id: z.uuid(), name: z.string(), url: z.string(), enabled: z.boolean() },
  allowedHosts: z.array(z.string()),
  approve: z.boolean(),
  expose: z.boolean(),
  running: z.boolean(),
  interrupted: z.boolean().meta({ description: "The next run goes on where the last stopped." }),
  lastRunAt: time.nullable(),
  lastSuccessAt: time.nullable(),
  lastError: z.string().nullable(),
  updatedSince: time.nullable(),
  serverCount: count,
});

const Run = z.object({
  id: z.uuid(),
  label: z.string(),
  startedBy: z.string().nullable(),
  source: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  status: z.enum(["running", "done", "failed", "left"]),
  approve: z.boolean(),
  expose: z.boolean(),
  startedAt: time,
  finishedAt: time.nullable(),
  failure: z.string().nullable(),
  counts: z.object({ imported: count, updated: count, unchanged: count, refused: count }),
});

const DemoCounts = z.object({ servers: count, audiences: count, teams: count, people: count });

export const LIST_MIRRORS = defineOperation({
  method: "GET",
  path: "/api/v1/mirrors",
  tag,
  summary: "Registries that are copied every hour, and how that goes",
  permission: listMirrorSources.permission,
  answer: {
    status: 200,
    schema: z.object({ mirrors: z.array(Mirror) }),
    description: "All of them.",
  },
});

export const CREATE_MIRROR = defineOperation({
  method: "POST",
  path: "/api/v1/mirrors",
  tag,
  summary: "Add a registry to be copied",
  permission: createMirrorSource.permission,
  body: bodyOf(CreateMirrorInput, []),
  answer: { status: 201, schema: Created, description: "`Location` leads to the mirror." },
  example: { body: { name: "Official", url: "https://registry.modelcontextprotocol.io" } },
});

export const GET_MIRROR = defineOperation({
  method: "GET",
  path: "/api/v1/mirrors/{id}",
  tag,
  summary: "One mirror with its newest runs",
  permission: getMirrorSource.permission,
  answer: {
    status: 200,
    schema: Mirror.extend({ runs: z.array(Run).meta({ description: "The newest 20." }) }),
    description: "The mirror.",
  },
  example: ID,
});

export const CHANGE_MIRROR = defineOperation({
  method: "PATCH",
  path: "/api/v1/mirrors/{id}",
  tag,
  summary: "Change a mirror, or pause it; what you leave out stays as it is",
  permission: changeMirrorSource.permission,
  body: bodyOf(ChangeMirrorInput, ["id"]),
  answer: { status: 200, schema: Mirror, description: "As it is now." },
  example: { ...ID, body: { enabled: false } },
});

export const REMOVE_MIRROR = defineOperation({
  method: "DELETE",
  path: "/api/v1/mirrors/{id}",
  tag,
  summary: "Stop copying a registry; what came from it stays",
  permission: removeMirrorSource.permission,
  answer: { status: 200, schema: Removed, description: "Removed." },
  example: ID,
});

export const RUN_MIRROR = defineOperation({
  method: "POST",
  path: "/api/v1/mirrors/{id}/runs",
  tag,
  summary: "Copy it now: the worker is told",
  permission: requestRun.permission,
  answer: {
    status: 201,
    schema: z.object({
      asked: z.boolean().meta({ description: "False: a run waits or is under way already." }),
    }),
    description: "Asked for; the runs of the mirror tell how it went.",
  },
  example: ID,
});

export const IMPORT_FROM_ADDRESS = defineOperation({
  method: "POST",
  path: "/api/v1/imports/from-address",
  tag: "Catalog files",
  summary: "Import what an address answers: a file of any shape, or a registry page by page",
  notes: "The worker carries it out. Hosts inside the company take the right to manage mirrors.",
  permission: startImport.permission,
  body: bodyOf(ImportUrlInput, []),
  answer: {
    status: 201,
    schema: z.object({ runId: z.uuid() }),
    description: "`Location` leads to the run.",
  },
  example: { body: { url: "https://example.com/servers.json", approve: false } },
});

export const COUNT_DEMO = defineOperation({
  method: "GET",
  path: "/api/v1/demo",
  tag: "Demo company",
  summary: "How much of the catalog belongs to the demo company",
  permission: countDemo.permission,
  answer: { status: 200, schema: DemoCounts, description: "What removing it is about." },
});

export const REMOVE_DEMO = defineOperation({
  method: "DELETE",
  path: "/api/v1/demo",
  tag: "Demo company",
  summary: "Remove everything of the demo company, and nothing else",
  notes: "Its accounts stay as long as the demo sign-in is offered.",
  permission: removeDemo.permission,
  answer: { status: 200, schema: DemoCounts, description: "What was removed." },
});
