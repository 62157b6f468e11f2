import { z } from "zod";
import { changeNamespaces } from "#lib/publishers/change-namespaces.ts";
import { PUBLISHER_KINDS } from "#lib/publishers/core/namespaces.ts";
import { OUTCOMES, PROOF_STATES } from "#lib/publishers/core/proof.ts";
import { createIdentity } from "#lib/publishers/create-identity.ts";
import { freeNamespace } from "#lib/publishers/free-namespace.ts";
import { getIdentity } from "#lib/publishers/get-identity.ts";
import { getProof } from "#lib/publishers/get-proof.ts";
import { getServerPublisher } from "#lib/publishers/get-server-publisher.ts";
import { handOverIdentity } from "#lib/publishers/hand-over-identity.ts";
import { listIdentities } from "#lib/publishers/list-identities.ts";
import { removeIdentity } from "#lib/publishers/remove-identity.ts";
import { reserveNamespace } from "#lib/publishers/reserve-namespace.ts";
import {
  ChangeNamespacesInput,
  CreateIdentityInput,
  HandOverIdentityInput,
  ReserveNamespaceInput,
} from "#lib/publishers/schemas.ts";
import { stopHandover } from "#lib/publishers/stop-handover.ts";
import { Created, Removed, TeamAnswer, time } from "../answers/common.ts";
import { bodyOf } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { ID, SERVER } from "./examples.ts";

const tag = "Publishers";
const method = z.enum(["dns", "well_known"]);

const IdentityAnswer = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(PUBLISHER_KINDS),
  identity: z.string().meta({ description: "The domain, the organisation or the team." }),
  team: TeamAnswer.nullable().meta({ description: "Who publishes in its name here." }),
  namespaces: z.array(z.string()),
  ownNamespace: z.string().nullable(),
  state: z
    .enum(PROOF_STATES)
    .meta({ description: "`missing` still counts as proven, for 7 days." }),
  method: method.nullable(),
  words: z.object({ label: z.string(), text: z.string(), tone: z.string() }),
  provenAt: time.nullable(),
  checkedAt: time.nullable(),
  handover: z.object({ team: TeamAnswer, at: time }).nullable(),
  mayManage: z.boolean(),
  mayVerify: z.boolean(),
});

const IdentityDetailAnswer = IdentityAnswer.extend({
  proof: z
    .object({ text: z.string(), wellKnownUrl: z.string() })
    .nullable()
    .meta({ description: "What its owner publishes; null for whoever does not look after it." }),
  checks: z.array(
    z.object({
      at: time,
      by: z.string(),
      dns: z.enum(OUTCOMES),
      wellKnown: z.enum(OUTCOMES),
      state: z.enum(PROOF_STATES),
      detail: z.string(),
    }),
  ),
});

const reserved = z.object({ namespace: z.string(), reason: z.string(), by: z.string(), at: time });

export const LIST_IDENTITIES = defineOperation({
  method: "GET",
  path: "/api/v1/identities",
  tag,
  summary: "Who stands behind which namespaces, how sure that is, and which are reserved",
  permission: listIdentities.permission,
  answer: {
    status: 200,
    schema: z.object({ publishers: z.array(IdentityAnswer), reserved: z.array(reserved) }),
    description: "All of them.",
  },
});

export const CREATE_IDENTITY = defineOperation({
  method: "POST",
  path: "/api/v1/identities",
  tag,
  summary: "Record who a publisher is, and which namespaces are theirs",
  notes: "A domain is proven afterwards; an organisation at GitHub or npm is asserted.",
  permission: createIdentity.permission,
  body: bodyOf(CreateIdentityInput.in, []),
  answer: { status: 201, schema: Created, description: "Recorded." },
  example: {
    body: { name: "Acme", kind: "domain", identity: "acme.com", namespaces: ["com.acme"] },
  },
});

export const GET_IDENTITY = defineOperation({
  method: "GET",
  path: "/api/v1/identities/{id}",
  tag,
  summary: "One publisher, with its proof and the last checks of it",
  permission: getIdentity.permission,
  answer: { status: 200, schema: IdentityDetailAnswer, description: "As it is." },
  example: ID,
});

export const CHANGE_NAMESPACES = defineOperation({
  method: "PATCH",
  path: "/api/v1/identities/{id}",
  tag,
  summary: "Give a publisher these namespaces, in place of those it had",
  permission: changeNamespaces.permission,
  body: bodyOf(ChangeNamespacesInput, ["id"]),
  answer: { status: 200, schema: IdentityDetailAnswer, description: "As it is now." },
  example: { ...ID, body: { namespaces: ["com.acme"] } },
});

export const REMOVE_IDENTITY = defineOperation({
  method: "DELETE",
  path: "/api/v1/identities/{id}",
  tag,
  summary: "Remove a publisher; its namespaces are nobody's from then on",
  permission: removeIdentity.permission,
  answer: { status: 200, schema: Removed, description: "Removed; the checks of its proof stay." },
  example: ID,
});

export const VERIFY_IDENTITY = defineOperation({
  method: "POST",
  path: "/api/v1/identities/{id}/checks",
  tag,
  summary: "Look for the proof of its domain now, in DNS and on its web server",
  permission: getProof.permission,
  answer: {
    status: 201,
    schema: z.object({
      state: z.enum(PROOF_STATES),
      label: z.string(),
      text: z.string(),
      tone: z.string(),
      looked: z.object({ dns: z.enum(OUTCOMES), well_known: z.enum(OUTCOMES) }),
      detail: z.string(),
    }),
    description: "What came of it.",
  },
  example: ID,
});

export const HAND_OVER_IDENTITY = defineOperation({
  method: "POST",
  path: "/api/v1/identities/{id}/handover",
  tag,
  summary: "Hand a publisher over to another team, in seven days",
  permission: handOverIdentity.permission,
  body: bodyOf(HandOverIdentityInput, ["id"]),
  answer: {
    status: 201,
    schema: z.object({ id: z.uuid(), takesEffectAt: time }),
    description: "Begun; it can be stopped until then.",
  },
  example: { ...ID, body: { team: "data-platform" } },
});

export const STOP_HANDOVER = defineOperation({
  method: "DELETE",
  path: "/api/v1/identities/{id}/handover",
  tag,
  summary: "Stop a handover before it takes effect",
  permission: stopHandover.permission,
  answer: { status: 200, schema: Created, description: "It stays where it is." },
  example: ID,
});

export const RESERVE_NAMESPACE = defineOperation({
  method: "POST",
  path: "/api/v1/reserved-namespaces",
  tag,
  summary: "Keep a namespace from all but a publisher that is given it",
  permission: reserveNamespace.permission,
  body: bodyOf(ReserveNamespaceInput, []),
  answer: { status: 201, schema: z.object({ namespace: z.string() }), description: "Reserved." },
  example: { body: { namespace: "com.acme", reason: "A name of our own." } },
});

export const FREE_NAMESPACE = defineOperation({
  method: "DELETE",
  path: "/api/v1/reserved-namespaces/{namespace}",
  tag,
  summary: "Reserve a namespace no more",
  permission: freeNamespace.permission,
  answer: { status: 200, schema: Removed, description: "Free again." },
  example: { path: { namespace: "com.acme" } },
});

export const GET_SERVER_PUBLISHER = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/publisher",
  tag: "Servers",
  summary: "Who stands behind a server, and how sure that is",
  notes: "Tiers: mpak Trust Framework, PK-01. Null: nobody vouches for the current version.",
  permission: getServerPublisher.permission,
  answer: {
    status: 200,
    schema: z.object({
      publisher: z
        .object({
          id: z.uuid(),
          name: z.string(),
          kind: z.enum(PUBLISHER_KINDS),
          identity: z.string(),
          proof: method.nullable(),
        })
        .nullable(),
      tier: z.union([z.literal(1), z.literal(2), z.literal(3)]).nullable(),
      namespaceReserved: z.boolean(),
    }),
    description: "As far as the registry knows.",
  },
  example: SERVER,
});
