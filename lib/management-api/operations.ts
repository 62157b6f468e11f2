import { TAGS, type Operation } from "./define-operation.ts";
import * as account from "./operations/account.ts";
import * as audit from "./operations/audit.ts";
import * as auditChanges from "./operations/audit-changes.ts";
import * as auditSinks from "./operations/audit-sinks.ts";
import * as feed from "./operations/feed.ts";
import { FILE_OPERATIONS } from "./operations/files.ts";
import * as identities from "./operations/identities.ts";
import { INBOX_OPERATIONS } from "./operations/inbox.ts";
import * as mirrors from "./operations/mirrors.ts";
import * as overview from "./operations/overview.ts";
import * as owning from "./operations/owning.ts";
import * as people from "./operations/people.ts";
import * as policy from "./operations/policy.ts";
import * as requests from "./operations/requests.ts";
import * as requestTrust from "./operations/request-trust.ts";
import * as retiring from "./operations/retiring.ts";
import * as reviewing from "./operations/reviewing.ts";
import * as revocations from "./operations/revocations.ts";
import * as servers from "./operations/servers.ts";
import * as trust from "./operations/trust.ts";
import * as trustOverview from "./operations/trust-overview.ts";
import * as trustWaivers from "./operations/trust-waivers.ts";
import * as trustCredentials from "./operations/trust-credentials.ts";
import * as trustTools from "./operations/trust-tools.ts";
import * as trustDetails from "./operations/trust-details.ts";
import * as using from "./operations/using.ts";
import * as webhooks from "./operations/webhooks.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const rank = ({ tag, path, method }: Operation) => [
  TAGS.indexOf(tag),
  path,
  METHODS.indexOf(method),
];

/** Everything below /api/v1: what is described, and what the routes are held to. */
export const OPERATIONS: readonly Operation[] = [
  ...Object.values(requests),
  ...Object.values(requestTrust),
  ...Object.values(servers),
  ...Object.values(owning),
  ...Object.values(retiring),
  ...Object.values(overview),
  ...Object.values(audit),
  ...Object.values(auditChanges),
  ...Object.values(auditSinks),
  ...Object.values(reviewing),
  ...Object.values(using),
  ...Object.values(trust),
  ...Object.values(trustOverview),
  ...Object.values(trustWaivers),
  ...Object.values(trustTools),
  ...Object.values(trustCredentials),
  ...Object.values(trustDetails),
  ...Object.values(revocations),
  ...Object.values(people),
  ...Object.values(account),
  ...Object.values(policy),
  ...Object.values(feed),
  ...Object.values(mirrors),
  ...Object.values(webhooks),
  ...Object.values(identities),
  ...INBOX_OPERATIONS,
  ...FILE_OPERATIONS,
].sort(byRank);

function byRank(one: Operation, other: Operation): number {
  const others = rank(other);
  const at = rank(one).findIndex((value, index) => value !== others[index]);
  const [left = 0, right = 0] = [rank(one)[at], others[at]];
  return left < right ? -1 : Number(left > right);
}
