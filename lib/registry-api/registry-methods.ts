import type { RegistryPath, Target } from "./core/route-path.ts";
import { problemAnswer } from "./problem-answer.ts";
import { CORS, type Answer } from "./wire.ts";

type Methods = { served: readonly string[]; notOffered: readonly string[] };

const READ: Methods = { served: ["GET", "HEAD"], notOffered: [] };
const onlyRefused = (...methods: string[]): Methods => ({ served: [], notOffered: methods });

/** What each address knows to do. `notOffered` is part of the official API, but not of ours. */
const METHODS: Record<Target["kind"], Methods> = {
  root: READ,
  servers: READ,
  server: READ,
  versions: READ,
  version: { served: ["GET", "HEAD"], notOffered: ["PUT", "DELETE"] },
  "version-status": onlyRefused("PATCH"),
  "server-status": onlyRefused("PATCH"),
  publish: { served: ["POST"], notOffered: [] },
  auth: { served: ["POST"], notOffered: [] },
  validate: { served: ["POST"], notOffered: [] },
  ping: READ,
  health: READ,
  "version-info": READ,
  metrics: READ,
  "openapi-yaml": READ,
  "openapi-json": READ,
  docs: READ,
  unknown: READ,
};

const NOT_OFFERED =
  "Changing what is published is not offered here: a published version never changes. Publish a new version, or ask in the console to deprecate or retire the server (POST /api/v1/requests with the kind deprecate or retire).";

/** OPTIONS, and methods that an address does not serve; null when it does. */
export function methodRefusal(
  read: Extract<RegistryPath, { to: "target" | "bad" }>,
  method: string,
): Answer | null {
  const kind = read.to === "bad" ? "unknown" : read.target.kind;
  const { served, notOffered } = METHODS[kind];
  if (served.includes(method)) return null;
  const allow = ["Allow", [...served, "OPTIONS"].join(", ")];
  if (method === "OPTIONS") return noContent(allow);
  if (notOffered.includes(method)) return problemAnswer({ status: 501, detail: NOT_OFFERED });
  // An address that does not exist has no methods either.
  if (kind === "unknown" || kind === "server") return null;
  return problemAnswer({
    status: 405,
    detail: `This address answers ${[...served, ...notOffered, "OPTIONS"].join(", ")}.`,
    headers: allow,
  });
}

function noContent(allow: string[]): Answer {
  return { status: 204, body: Buffer.alloc(0), headers: [...CORS, ...allow], unchanged: null };
}
