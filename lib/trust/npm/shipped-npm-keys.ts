import { PUBLIC_NPM } from "#lib/kernel/public-npm.ts";
import seeds from "@sigstore/tuf/seeds.json" with { type: "json" };
import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { noteOwn, type Reach } from "../collect/reach.ts";
import { jsonObject } from "./npm-version.ts";

const KEYS_FILE = `${new URL(PUBLIC_NPM).host}%2Fkeys.json`;

/**
 * The public npm registry's keys as Sigstore's own client for npm brings them along, in the form in
 * which registries list theirs: for mirrors, which pass signatures on but offer no keys.
 */
export function shippedNpmKeys(reach: Reach): { keys: JsonObject[]; evidence: string } {
  const body = Buffer.from(keysFile(), "base64");
  const evidence = noteOwn(reach, {
    kind: "npm keys",
    source: "@sigstore/tuf",
    mediaType: "application/json",
    body,
  });
  const keys = objectsIn(jsonObject(body) ?? {}, "keys")
    .filter((key) => textIn(key, "keyUsage") === "npm:signatures")
    .map((key) => {
      const publicKey = objectIn(key, "publicKey");
      return {
        keyid: textIn(key, "keyId"),
        key: textIn(publicKey, "rawBytes"),
        expires: textIn(objectIn(publicKey, "validFor"), "end"),
      };
    });
  return { keys, evidence };
}

const keysFile = (): string =>
  Object.values(seeds)
    .map(({ targets }) => new Map<string, string>(Object.entries(targets)).get(KEYS_FILE))
    .find((target) => target !== undefined) ?? "";
