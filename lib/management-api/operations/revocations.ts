import { z } from "zod";
import { REVOCATION_KINDS } from "#lib/revocations/core/words.ts";
import { liftRevocation } from "#lib/revocations/lift-revocation.ts";
import { listRevocations } from "#lib/revocations/list-revocations.ts";
import { revokeArtifact } from "#lib/revocations/revoke-artifact.ts";
import {
  LiftRevocationInput,
  ListRevocationsInput,
  RevokeArtifactInput,
} from "#lib/revocations/schemas.ts";
import { time } from "../answers/common.ts";
import { bodyOf } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { ID } from "./examples.ts";

const tag = "Servers";
const version = z.object({ server: z.string(), version: z.string() });

const RevocationAnswer = z.object({
  id: z.uuid(),
  subject: z.string(),
  kind: z.enum(REVOCATION_KINDS),
  reason: z.string(),
  since: time.meta({ description: "Since when it is dangerous." }),
  source: z.enum(["registry", "feed"]),
  by: z.string(),
  at: time.meta({ description: "When it was revoked." }),
  lift: z.object({ reason: z.string(), by: z.string(), at: time }).nullable(),
  versions: z.array(version).meta({ description: "Versions that it stops; ten at most." }),
  versionCount: z.number().int(),
  mayLift: z.boolean(),
  liftRefusal: z.string().nullable(),
});

export const LIST_REVOCATIONS = defineOperation({
  method: "GET",
  path: "/api/v1/revocations",
  tag,
  summary: "What must not be used any more, by whom and why; the newest first",
  permission: listRevocations.permission,
  query: ListRevocationsInput,
  answer: {
    status: 200,
    schema: z.object({ revocations: z.array(RevocationAnswer), nextCursor: z.string().nullable() }),
    description: "One page.",
  },
});

export const REVOKE_ARTIFACT = defineOperation({
  method: "POST",
  path: "/api/v1/revocations",
  tag,
  summary: "Revoke a digest, a package or a server: no client gets it from then on",
  notes:
    "`subject` is `sha256:…`, `sha512-…`, a package URL, `npm:name@version`, or the name of a server with or without `@version`; without a version, all of them. Somebody else lifts it.",
  permission: revokeArtifact.permission,
  body: bodyOf(RevokeArtifactInput, []),
  answer: {
    status: 201,
    schema: z.object({
      id: z.uuid(),
      subject: z.string(),
      servers: z.array(z.object({ name: z.string(), versions: z.array(z.string()) })),
    }),
    description: "In force, with what it stops here.",
  },
  example: {
    body: {
      subject: "npm:@acme/files@1.0.0",
      kind: "compromised",
      reason: "Its keys were stolen.",
    },
  },
});

export const LIFT_REVOCATION = defineOperation({
  method: "POST",
  path: "/api/v1/revocations/{id}/lift",
  tag,
  summary: "Lift a revocation of somebody else's",
  permission: liftRevocation.permission,
  body: bodyOf(LiftRevocationInput, ["id"]),
  answer: {
    status: 201,
    schema: z.object({
      id: z.uuid(),
      stillRevoked: z.array(z.object({ name: z.string(), version: z.string() })),
    }),
    description: "Lifted, with what stays revoked for another reason.",
  },
  example: { ...ID, body: { reason: "A false alarm." } },
});
