import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { toolFacts } from "#lib/catalog/core/tool-facts.ts";
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { hiddenCaution, line, lineOrNull, unique, webAddress } from "./clean.ts";
import { NO_FACTS, type AskedVariable, type Facts } from "./evidence.ts";
import { looksSecret } from "./image-facts.ts";

/** The facts in the manifest.json of an MCPB bundle. Source: MCPB manifest specification 0.3. */
export function bundleFacts(manifest: JsonObject): Facts {
  const description = ownValue(manifest, "description");
  const repository = ownValue(manifest, "repository");
  return {
    ...NO_FACTS,
    title:
      lineOrNull(ownValue(manifest, "display_name"), 100) ??
      lineOrNull(ownValue(manifest, "name"), 100),
    description: line(description, 100),
    version: lineOrNull(ownValue(manifest, "version"), 255),
    licence: lineOrNull(ownValue(manifest, "license"), 100),
    maintainers: unique([line(ownValue(objectIn(manifest, "author"), "name"), 100)], 1),
    repository: webAddress(isJsonObject(repository) ? ownValue(repository, "url") : repository),
    homepage: webAddress(ownValue(manifest, "homepage")),
    environmentVariables: variablesOf(manifest),
    tools: toolFacts(ownValue(manifest, "tools")),
    cautions: hiddenCaution("The description of the bundle", description),
  };
}

/** Variables of its command, with what `user_config` says of the value that fills them. */
function variablesOf(manifest: JsonObject): AskedVariable[] {
  const env = objectIn(objectIn(objectIn(manifest, "server"), "mcp_config"), "env");
  const asked = objectIn(manifest, "user_config");
  return Object.entries(env)
    .filter(([name]) => /^[A-Za-z_]\w{0,99}$/.test(name))
    .slice(0, 50)
    .map(([name, value]) => {
      const key = placeholderOf(value);
      const entry = key === null ? {} : objectIn(asked, key);
      const description = textIn(entry, "description") || textIn(entry, "title");
      return {
        name,
        description: line(description, 300),
        isRequired: key !== null && ownValue(entry, "required") === true,
        isSecret: ownValue(entry, "sensitive") === true || looksSecret(name),
      };
    });
}

function placeholderOf(value: Json): string | null {
  if (typeof value !== "string") return null;
  return /\$\{user_config\.([\w-]{1,100})\}/.exec(value)?.[1] ?? null;
}
