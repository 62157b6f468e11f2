/** Reading members of a document whose shape nobody promised: what does not fit reads as empty. */
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";

export function textIn(object: JsonObject, key: string): string {
  const value = ownValue(object, key);
  return typeof value === "string" ? value : "";
}

export function objectIn(object: JsonObject, key: string): JsonObject {
  const value = ownValue(object, key);
  return isJsonObject(value) ? value : {};
}

export function objectsIn(object: JsonObject, key: string): JsonObject[] {
  const value: Json = ownValue(object, key) ?? null;
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
