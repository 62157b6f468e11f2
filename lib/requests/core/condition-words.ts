/** The conditions of an approval, as its decision keeps them, in sentences. */
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";

export function conditionWords(conditions: JsonObject): string[] {
  const list = (key: string) => {
    const value = ownValue(conditions, key);
    return Array.isArray(value) ? value.filter((one) => typeof one === "string") : null;
  };
  const text = (key: string) => {
    const value = ownValue(conditions, key);
    return typeof value === "string" && value !== "" ? value : null;
  };
  const tools = list("allowedTools");
  const environments = list("allowedEnvironments");
  const expires = text("expiresAt");
  const note = text("note");
  return [
    ...(tools ? [`Only these tools: ${tools.join(", ") || "none"}`] : []),
    ...(environments ? [`Only in these environments: ${environments.join(", ") || "none"}`] : []),
    ...(expires ? [`Until ${expires.slice(0, 10)}`] : []),
    ...(note ? [note] : []),
  ];
}
