import { z } from "zod";
import { keepScanCredential } from "#lib/trust/credentials/keep-scan-credential.ts";
import { listScanCredentials } from "#lib/trust/credentials/list-scan-credentials.ts";
import { removeScanCredential } from "#lib/trust/credentials/remove-scan-credential.ts";
import {
  KeepScanCredentialInput,
  ListScanCredentialsInput,
  RemoveScanCredentialInput,
} from "#lib/trust/schemas.ts";
import { time } from "../answers/common.ts";
import { bodyOf } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { SERVER } from "./examples.ts";

const tag = "Servers";
const path = "/api/v1/servers/{name}/trust/credentials";
const url = "https://mcp.acme.com/mcp";

export const LIST_SCAN_CREDENTIALS = defineOperation({
  method: "GET",
  path,
  tag,
  summary: "For which remotes of a version scans have a credential, by whom and until when",
  notes:
    "For the owner team and security; others get an empty list. The credential itself is in no answer.",
  permission: listScanCredentials.permission,
  query: ListScanCredentialsInput.omit({ name: true }),
  answer: {
    status: 200,
    schema: z.object({
      mayKeep: z.boolean(),
      remotes: z.array(
        z.object({
          url: z.string(),
          kept: z
            .object({
              header: z.string(),
              by: z.string(),
              at: time,
              expiresAt: time,
              isExpired: z.boolean(),
            })
            .nullable(),
        }),
      ),
    }),
    description: "The remotes of the version that are reached over https.",
  },
  example: SERVER,
});

export const KEEP_SCAN_CREDENTIAL = defineOperation({
  method: "PUT",
  path,
  tag,
  summary: "Keep what scans show to a remote that tells its tools only to those who sign in",
  notes:
    "It is sealed, shown to this address alone and over https only, and readable nowhere again. It takes the place of an earlier one and ends after `days`, at most 180. Use an account that can do as little as possible.",
  permission: keepScanCredential.permission,
  body: bodyOf(KeepScanCredentialInput, ["name"]),
  answer: {
    status: 200,
    schema: z.object({ url: z.string(), header: z.string(), expiresAt: time }),
    description: "Kept; the next scan uses it.",
  },
  example: {
    ...SERVER,
    body: { url, header: "Authorization", value: "Bearer a-token-of-an-account-for-scans" },
  },
});

export const REMOVE_SCAN_CREDENTIAL = defineOperation({
  method: "POST",
  path: `${path}/remove`,
  tag,
  summary: "Forget what scans show to a remote",
  permission: removeScanCredential.permission,
  body: bodyOf(RemoveScanCredentialInput, ["name"]),
  answer: { status: 200, schema: z.object({ url: z.string() }), description: "Forgotten." },
  example: { ...SERVER, body: { url } },
});
