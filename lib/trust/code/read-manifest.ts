import { isJsonObject, parseJsonExact, type Json, type JsonObject } from "#lib/kernel/json.ts";
import type { ArchiveContents, ArchiveFile } from "../archive/ledger.ts";

type Manifest = { value: JsonObject; text: string };

/** The package.json at the root, where it is an object; of two, the later one. */
export function manifestIn(contents: ArchiveContents, name = "package.json"): Manifest | null {
  const file = contents.files.filter(({ path }) => path === name).at(-1);
  return file === undefined ? null : readManifest(file);
}

/** Null: it is no JSON object. */
export function readManifest({ bytes }: ArchiveFile): Manifest | null {
  if (bytes === null) return null;
  const text = bytes.toString("utf8");
  try {
    const value = parseJsonExact(text.replace(/^\ufeff/, ""));
    return isJsonObject(value) ? { value, text } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const MAX_DEPTH = 5;

/** All texts in a value of a manifest, whatever conditions they hang on. */
export function textsIn(value: Json | undefined, depth = 0): string[] {
  if (typeof value === "string") return [value];
  if (depth > MAX_DEPTH || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(one, depth + 1));
  return isJsonObject(value) ? Object.values(value).flatMap((one) => textsIn(one, depth + 1)) : [];
}
