import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { hiddenCaution, isoTime, line, lineOrNull, unique, webAddress } from "./clean.ts";
import { NO_FACTS, type AskedVariable, type Facts } from "./evidence.ts";
import { nameOrNull } from "./npm-facts.ts";

/** Labels of images; source: opencontainers/image-spec annotations.md, official registry for the name. */
const LABEL = "org.opencontainers.image.";
const NAME_LABEL = "io.modelcontextprotocol.server.name";

/** What base images set; nobody has to give these. */
const USUAL = new Set(
  "PATH HOME LANG LC_ALL TZ HOSTNAME TERM PWD SHLVL DEBIAN_FRONTEND".split(" "),
);
const USUAL_START = /^(NODE_|YARN_|NPM_|PYTHON|GPG_KEY|PIP_|UV_|GOLANG|GO_|GOPATH|JAVA_|LD_|SSL_)/;

/** The facts in the configuration of an image. */
export function imageFacts(config: JsonObject): Facts {
  const inner = objectIn(config, "config");
  const labels = objectIn(inner, "Labels");
  const label = (name: string): Json | undefined => ownValue(labels, LABEL + name);
  const created = isoTime(label("created") ?? ownValue(config, "created"));
  const version = lineOrNull(label("version"), 255);
  const description = label("description");
  return {
    ...NO_FACTS,
    claimedName: nameOrNull(ownValue(labels, NAME_LABEL)),
    title: lineOrNull(label("title"), 100),
    description: line(description, 100),
    version,
    licence: lineOrNull(label("licenses"), 100),
    maintainers: unique([line(label("authors"), 200), line(label("vendor"), 200)], 5),
    repository: webAddress(label("source")),
    homepage: webAddress(label("url")),
    versions: created === null ? [] : [{ version: version ?? "this image", at: created }],
    environmentVariables: variablesOf(ownValue(inner, "Env")),
    cautions: hiddenCaution("The description of the image", description),
  };
}

/** Variables that the image sets: each has a default, so none is required. */
function variablesOf(env: Json | undefined): AskedVariable[] {
  return (Array.isArray(env) ? env : [])
    .map((entry) => (typeof entry === "string" ? (entry.split("=", 1)[0] ?? "") : ""))
    .filter((name) => /^[A-Za-z_]\w{0,99}$/.test(name))
    .filter((name) => !USUAL.has(name) && !USUAL_START.test(name))
    .slice(0, 50)
    .map((name) => ({
      name,
      description: "Set by the image; can be given another value.",
      isRequired: false,
      isSecret: looksSecret(name),
    }));
}

export const looksSecret = (name: string) =>
  /(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)(?:_|$)/i.test(name);

export type Manifest =
  { kind: "image"; configDigest: string } | { kind: "index"; digest: string } | { kind: "neither" };

/** What a manifest points to: the configuration, or of an index the image that most servers run. */
export function readManifest(manifest: JsonObject): Manifest {
  const configDigest = textIn(objectIn(manifest, "config"), "digest");
  if (isDigest(configDigest)) return { kind: "image", configDigest };
  const images = objectsIn(manifest, "manifests").filter((entry) =>
    isDigest(textIn(entry, "digest")),
  );
  const linux = images.find((entry) => {
    const platform = objectIn(entry, "platform");
    return textIn(platform, "os") === "linux" && textIn(platform, "architecture") === "amd64";
  });
  const digest = textIn(linux ?? images[0] ?? {}, "digest");
  return digest === "" ? { kind: "neither" } : { kind: "index", digest };
}

export const isDigest = (text: string) => /^sha256:[0-9a-f]{64}$/.test(text);

/** `Bearer realm="…",service="…",scope="…"` of a 401. Source: distribution token specification. */
export function tokenAddress(challenge: string, repository: string): string | null {
  if (!/^Bearer\s/i.test(challenge)) return null;
  const value = (name: string) => new RegExp(`${name}="([^"]{1,1000})"`).exec(challenge)?.[1];
  const realm = value("realm");
  if (realm === undefined || !URL.canParse(realm)) return null;
  const url = new URL(realm);
  const service = value("service");
  if (service !== undefined) url.searchParams.set("service", service);
  // Our own scope, not the one it names: reading this one repository.
  url.searchParams.set("scope", `repository:${repository}:pull`);
  return url.toString();
}
