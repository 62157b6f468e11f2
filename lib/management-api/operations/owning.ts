import { z } from "zod";
import { changeDeployment } from "#lib/catalog/change-deployment.ts";
import { endDeployment } from "#lib/catalog/end-deployment.ts";
import { listDeployments } from "#lib/catalog/list-deployments.ts";
import { recordDeployment } from "#lib/catalog/record-deployment.ts";
import {
  ChangeDeploymentInput,
  EndDeploymentInput,
  RecordDeploymentInput,
} from "#lib/catalog/server-schemas.ts";
import { announceNotice } from "#lib/notices/announce-notice.ts";
import { changeNotice } from "#lib/notices/change-notice.ts";
import { endNotice } from "#lib/notices/end-notice.ts";
import { listNotices } from "#lib/notices/list-notices.ts";
import { AnnounceNoticeInput, ChangeNoticeInput } from "#lib/notices/schemas.ts";
import { attestServer } from "#lib/ownership/attest-server.ts";
import { getOwnership } from "#lib/ownership/get-ownership.ts";
import { AttestServerInput, SetResponsibleInput } from "#lib/ownership/schemas.ts";
import { setResponsible } from "#lib/ownership/set-responsible.ts";
import { Changed, Created, time } from "../answers/common.ts";
import { DeploymentList, NoticeList, OwnershipAnswer } from "../answers/owning.ts";
import { bodyOf } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { NOTICE, SERVER, UUID } from "./examples.ts";

const tag = "Servers";
const BY_DOOR = ["name", "seen", "deploymentId", "noticeId"];
const DEPLOYMENT = {
  environment: "production",
  model: "self_hosted",
  provider: "cluster-eu-1",
  region: "eu-central",
  operatedBy: "Platform team",
};

export const LIST_DEPLOYMENTS = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/deployments",
  tag,
  summary: "Where it runs for us",
  permission: listDeployments.permission,
  answer: { status: 200, schema: DeploymentList, description: "All of them, ended ones last." },
  example: SERVER,
});

export const RECORD_DEPLOYMENT = defineOperation({
  method: "POST",
  path: "/api/v1/servers/{name}/deployments",
  tag,
  summary: "Write down where it runs",
  permission: recordDeployment.permission,
  body: bodyOf(RecordDeploymentInput, BY_DOOR),
  answer: { status: 201, schema: Created, description: "Recorded." },
  example: { ...SERVER, body: DEPLOYMENT },
});

export const CHANGE_DEPLOYMENT = defineOperation({
  method: "PUT",
  path: "/api/v1/deployments/{id}",
  tag,
  summary: "Correct a deployment: all fields anew",
  permission: changeDeployment.permission,
  body: bodyOf(ChangeDeploymentInput, BY_DOOR),
  answer: { status: 200, schema: Changed, description: "Changed." },
  example: { path: { id: UUID }, body: { ...DEPLOYMENT, status: "suspended" } },
});

export const END_DEPLOYMENT = defineOperation({
  method: "POST",
  path: "/api/v1/deployments/{id}/end",
  tag,
  summary: "It runs there no more",
  permission: endDeployment.permission,
  body: bodyOf(EndDeploymentInput, BY_DOOR),
  answer: { status: 200, schema: z.object({ ended: z.boolean() }), description: "Ended." },
  example: { path: { id: UUID } },
});

export const GET_OWNERSHIP = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/ownership",
  tag,
  summary: "How it is looked after: people, attestation, deadlines",
  permission: getOwnership.permission,
  answer: { status: 200, schema: OwnershipAnswer, description: "For owners and overseers." },
  example: SERVER,
});

export const ATTEST_SERVER = defineOperation({
  method: "POST",
  path: "/api/v1/servers/{name}/attestation",
  tag,
  summary: "Confirm for your team that it looks after the server",
  permission: attestServer.permission,
  body: bodyOf(AttestServerInput, BY_DOOR),
  answer: {
    status: 201,
    schema: z.object({ name: z.string(), attestedAt: time, dueAt: time }),
    description: "Confirmed until the next quarter.",
  },
  example: SERVER,
});

export const SET_RESPONSIBLE = defineOperation({
  method: "PUT",
  path: "/api/v1/servers/{name}/responsible",
  tag,
  summary: "Name the person who answers for it, and the deputy",
  permission: setResponsible.permission,
  body: bodyOf(SetResponsibleInput, BY_DOOR),
  answer: { status: 200, schema: Changed, description: "Named." },
  example: { ...SERVER, body: { responsible: "owner@acme.example", deputy: null } },
});

export const LIST_NOTICES = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/notices",
  tag,
  summary: "Maintenance windows and incidents",
  permission: listNotices.permission,
  query: z.object({
    past: z
      .enum(["true", "false"])
      .default("false")
      .meta({ description: "Those that are over too." }),
  }),
  answer: { status: 200, schema: NoticeList, description: "At most 50." },
  example: SERVER,
});

export const ANNOUNCE_NOTICE = defineOperation({
  method: "POST",
  path: "/api/v1/servers/{name}/notices",
  tag,
  summary: "Announce a maintenance window or an incident to everyone who uses it",
  permission: announceNotice.permission,
  body: bodyOf(AnnounceNoticeInput, BY_DOOR),
  answer: { status: 201, schema: Created, description: "Announced." },
  example: { ...SERVER, body: { kind: "maintenance", ...NOTICE } },
});

export const CHANGE_NOTICE = defineOperation({
  method: "PUT",
  path: "/api/v1/notices/{id}",
  tag,
  summary: "Change a notice: all fields anew",
  permission: changeNotice.permission,
  body: bodyOf(ChangeNoticeInput, BY_DOOR),
  answer: { status: 200, schema: Created, description: "Changed." },
  example: { path: { id: UUID }, body: NOTICE },
});

export const END_NOTICE = defineOperation({
  method: "POST",
  path: "/api/v1/notices/{id}/end",
  tag,
  summary: "It is over",
  permission: endNotice.permission,
  body: z.object({}),
  answer: {
    status: 200,
    schema: z.object({ id: z.uuid(), endedAt: time }),
    description: "Ended.",
  },
  example: { path: { id: UUID } },
});
