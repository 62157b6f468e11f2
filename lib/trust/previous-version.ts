import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import type { Db } from "#lib/db/client.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import type { EntryFacts, TrustMeta } from "./core/facts.ts";
import { trustMetaOf } from "./core/trust-meta.ts";

type Asked = {
  version: {
    orderKey: string;
    tools: readonly { name: string }[];
    server: { id: string };
  };
  document: JsonObject;
};

const SELECT = { version: true, document: true, tools: { select: { name: true } } } as const;

/** A step: the version just below that was on offer, and what changed from it (MTF UP-02). */
export async function previousFacts(
  db: Db,
  { version, document }: Asked,
): Promise<EntryFacts["previous"]> {
  const before = await db.serverVersion.findFirst({
    where: {
      serverId: version.server.id,
      orderKey: { lt: version.orderKey },
      lifecycle: { in: ["approved", "deprecated", "retired"] },
    },
    orderBy: { orderKey: "desc" },
    select: SELECT,
  });
  if (before === null) return null;
  const earlier = documentOf(before.document);
  return {
    version: before.version,
    toolsRemoved: removedTools(before.tools, version.tools),
    requiredAdded: addedTo(requiredInputs(earlier), requiredInputs(document)),
    permissionsWidened: widened(permissionsOf(earlier), permissionsOf(document)),
    toolsBefore: version.tools.length === 0 ? names(before.tools) : [],
  };
}

type Named = readonly { name: string }[];

/** Where one side's tools are not known, nothing can be said to be gone. */
const removedTools = (before: Named, after: Named): string[] =>
  after.length === 0 ? [] : addedTo(names(after), names(before));

const names = (tools: Named) => tools.map(({ name }) => name);
const addedTo = (before: readonly string[], after: readonly string[]): string[] =>
  [...new Set(after)].filter((name) => !before.includes(name)).sort();

/** Names of what people have to give before it runs: variables, headers, arguments without a value. */
function requiredInputs(document: JsonObject): string[] {
  const packages = objectsIn(document, "packages");
  const transports = [
    ...packages.map((one) => objectIn(one, "transport")),
    ...objectsIn(document, "remotes"),
  ];
  const inputs = [
    ...packages.flatMap((one) => [
      ...objectsIn(one, "environmentVariables"),
      ...objectsIn(one, "packageArguments"),
      ...objectsIn(one, "runtimeArguments"),
    ]),
    ...transports.flatMap((one) => objectsIn(one, "headers")),
  ];
  return inputs.filter(isRequired).map(nameOf);
}

const isRequired = (input: JsonObject) =>
  ownValue(input, "isRequired") === true &&
  textIn(input, "value") === "" &&
  textIn(input, "default") === "";

const nameOf = (input: JsonObject) => textIn(input, "name") || textIn(input, "valueHint");

type Permissions = NonNullable<TrustMeta["permissions"]>;

const permissionsOf = (document: JsonObject): Permissions | null =>
  trustMetaOf(document)?.permissions ?? null;

/** From the least to the most. */
const ORDER: Readonly<Record<keyof Permissions, readonly string[]>> = {
  filesystem: ["none", "read", "write", "full"],
  network: ["none", "outbound", "inbound", "full"],
  environment: ["none", "read", "write"],
  subprocess: ["none", "restricted", "full"],
  native: ["none", "required"],
};

function widened(before: Permissions | null, after: Permissions | null): string[] {
  if (before === null || after === null) return [];
  return (Object.keys(ORDER) as (keyof Permissions)[]).flatMap((key) => {
    const [was, is] = [before[key], after[key]];
    if (was === null || is === null) return [];
    return ORDER[key].indexOf(is) > ORDER[key].indexOf(was) ? [`${key}: ${was} to ${is}`] : [];
  });
}
