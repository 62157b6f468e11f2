import { serverPath } from "#lib/catalog/core/paths.ts";
import type { RequestView } from "#lib/requests/get-request.ts";

type Reviewed = Pick<RequestView, "trust" | "serverName" | "number">;

/** Where everything is shown: on the Trust tab once the catalog has the version, before that here. */
export function trustReport({ trust, serverName, number }: Reviewed) {
  if (trust === null || trust.version === null) return null;
  if (trust.isListed)
    return {
      href: `${serverPath(serverName, "trust")}?version=${encodeURIComponent(trust.version)}`,
      label: "All controls and evidence on the Trust tab",
    };
  return {
    href: `/requests/${number}/trust`,
    label:
      trust.standing === null ? "More about its scan" : "All controls and findings of this scan",
  };
}
