import { createHash } from "node:crypto";
import { strFromU8, unzipSync, type UnzipFileInfo } from "fflate";
import { isJsonObject, parseJsonExact, type JsonObject } from "#lib/kernel/json.ts";
import { ask, missed, type Reach } from "./ask.ts";
import { bundleFacts } from "./core/bundle-facts.ts";
import type { Reference } from "./core/reference.ts";
import type { SourceReading } from "./read-npm.ts";

type Bundle = Extract<Reference, { kind: "mcpb" }>;
const SOURCE = "MCPB bundle";
const MAX_BUNDLE = 32 * 1_048_576;
const MAX_MANIFEST = 1_048_576;
/** Unpacking costs time by what is packed, whatever the entry says about its size. */
const MAX_PACKED = 262_144;
/** JSON shrinks to a tenth at best; more is a bomb. */
const MAX_RATIO = 100;

/** Downloads a bundle for its digest and its manifest; nothing else in it is unpacked. */
export async function readBundle(reach: Reach, { url }: Bundle): Promise<SourceReading> {
  const asked = await ask(reach, url, { accept: "*/*", maxBytes: MAX_BUNDLE });
  if (asked.status !== "read") return { facts: null, reports: [missed(SOURCE, asked)] };
  const { body } = asked.answer;
  const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
  const manifest = manifestIn(body);
  if (typeof manifest === "string")
    return {
      facts: null,
      reports: [{ source: SOURCE, status: "not_checkable", detail: manifest }],
    };
  return {
    facts: { ...bundleFacts(manifest), digest },
    reports: [
      {
        source: SOURCE,
        status: "read",
        detail: `Read its manifest; the download has ${Math.ceil(body.length / 1_024)} kB.`,
      },
    ],
  };
}

/** The manifest, or in a sentence why there is none. Exported for its test. */
export function manifestIn(zip: Uint8Array): JsonObject | string {
  let refused: string | null = null;
  const wanted = (file: UnzipFileInfo): boolean => {
    if (file.name !== "manifest.json") return false;
    refused = sizeProblem(file);
    return refused === null;
  };
  try {
    // Allocates what the entry declares, which the filter has judged, and fails beyond it.
    const bytes = unzipSync(zip, { filter: wanted })["manifest.json"];
    if (bytes === undefined) return refused ?? "The bundle has no manifest.json.";
    const value = parseJsonExact(strFromU8(bytes));
    return isJsonObject(value) ? value : "Its manifest.json is not a JSON object.";
  } catch (error) {
    if (error instanceof SyntaxError) return "Its manifest.json is not JSON.";
    return "This is not a zip file that can be read.";
  }
}

function sizeProblem({ size, originalSize }: UnzipFileInfo): string | null {
  if (originalSize > MAX_MANIFEST || size > MAX_PACKED)
    return "Its manifest.json is larger than 1 MB.";
  if (originalSize > MAX_RATIO * Math.max(size, 64))
    return "Its manifest.json is packed suspiciously tight, so it was not unpacked.";
  return null;
}
