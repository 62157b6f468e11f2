import path from "node:path";
import { isJsonObject, ownValue, type JsonObject } from "#lib/kernel/json.ts";

/**
 * The file that `npx NAME` starts, as a path inside the package: the program that is called like
 * the package, else the only one. Null: there is none, or it does not lie inside.
 * https://docs.npmjs.com/cli/commands/npx
 */
export function startFile(manifest: JsonObject, packageName: string): string | null {
  const given = programOf(ownValue(manifest, "bin") ?? null, packageName);
  if (typeof given !== "string" || given === "" || /[\\\u0000]/.test(given)) return null;
  const file = path.posix.normalize(given).replace(/^\/+/, "");
  return file === "." || file === ".." || file.startsWith("../") ? null : file;
}

function programOf(bin: unknown, packageName: string): unknown {
  if (!isJsonObject(bin)) return bin;
  const short = packageName.slice(packageName.indexOf("/") + 1);
  const named = ownValue(bin, short) ?? ownValue(bin, packageName);
  if (named !== undefined) return named;
  const all = [...new Set(Object.values(bin))];
  return all.length === 1 ? all[0] : null;
}
