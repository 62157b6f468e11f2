import { z } from "zod";
import { RECOVERY_STEPS } from "#lib/revocations/core/recovery.ts";
import { REVOCATION_KINDS } from "#lib/revocations/core/words.ts";
import { liftRevocation } from "#lib/revocations/lift-revocation.ts";
import { listRevocations } from "#lib/revocations/list-revocations.ts";
import { recordStep } from "#lib/revocations/record-step.ts";
import { revokeArtifact } from "#lib/revocations/revoke-artifact.ts";
import {
  LiftRevocationInput,
  ListRevocationsInput,
  RecordStepInput,
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
  proposals: z
    .array(z.object({ reason: z.string(), by: z.string(), at: time }))
    .meta({ description: "Of two people who lift what an imported list revoked, the first." }),
  recovery: z
    .object({
      steps: z.array(
        z.object({
          step: z.enum(RECOVERY_STEPS),
          dueAt: time,
          done: z.object({ note: z.string(), by: z.string(), at: time }).nullable(),
          isLate: z.boolean(),
        }),
      ),
      next: z.enum(RECOVERY_STEPS).nullable(),
      isOverdue: z.boolean(),
    })
    .nullable()
    .meta({ description: "What has to be done after a compromise that stops something here." }),
  versions: z.array(version).meta({ description: "Versions that it stops; ten at most." }),
  versionCount: z.number().int(),
  mayLift: z.boolean(),
  liftAs: z
    .enum(["propose", "lift"])
    .nullable()
    .meta({ description: "What a lift by you would be now." }),
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
  summary: "Lift a revocation, or propose to lift what an imported list revoked",
  notes:
    "Takes two people: who revoked never lifts. What an imported list revoked is proposed by the first call and lifted by somebody else's within seven days. What was compromised is lifted once its steps are on record.",
  permission: liftRevocation.permission,
  body: bodyOf(LiftRevocationInput, ["id"]),
  answer: {
    status: 201,
    schema: z.object({
      id: z.uuid(),
      state: z.enum(["proposed", "lifted"]),
      stillRevoked: z.array(z.object({ name: z.string(), version: z.string() })),
    }),
    description: "Lifted, with what stays revoked for another reason; or proposed.",
  },
  example: { ...ID, body: { reason: "A false alarm." } },
});

export const RECORD_STEP = defineOperation({
  method: "POST",
  path: "/api/v1/revocations/{id}/steps",
  tag,
  summary: "Write down what was done after a compromise",
  notes:
    "`verify` within 24 hours of the revocation, `reset` within 48, `review` within 7 days; one after the other, each once.",
  permission: recordStep.permission,
  body: bodyOf(RecordStepInput, ["id"]),
  answer: {
    status: 201,
    schema: z.object({ id: z.uuid(), step: z.enum(RECOVERY_STEPS), isLate: z.boolean() }),
    description: "On record.",
  },
  example: { ...ID, body: { step: "verify", note: "Called Acme: a laptop was stolen on Monday." } },
});
