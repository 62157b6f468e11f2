import { objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { ArchiveFile } from "../archive/ledger.ts";
import type { Component } from "../core/facts.ts";
import { jsonObject } from "../npm/npm-version.ts";
import { readSbom } from "../sbom/read-sbom.ts";

/** MTF SC-01: CycloneDX 1.4 to 1.6, or SPDX 2.3. */
const CYCLONE = new Set(["sbom.json", "sbom.cdx.json", "bom.json"]);
const SPDX = "sbom.spdx.json";

export type ShippedSbom = {
  /** Null: it was of no form that lists packages here. */
  components: readonly Component[] | null;
  issues: readonly string[];
};

/** A bill of materials that came with the bundle; null: there is none. */
export function shippedSbom(files: readonly ArchiveFile[]): ShippedSbom | null {
  const shipped = files.filter(({ path }) => CYCLONE.has(path) || path === SPDX);
  if (shipped.length === 0) return null;
  const read = shipped.map(({ path, bytes }) => ({
    path,
    ...(path === SPDX ? readSpdx(bytes) : readCyclone(bytes)),
  }));
  return {
    components: read.find(({ components }) => components !== null)?.components ?? null,
    issues: read.filter(({ isValid }) => !isValid).map(({ path }) => path),
  };
}

type Read = { components: readonly Component[] | null; isValid: boolean };

function readCyclone(bytes: Buffer | null): Read {
  const sbom = bytes === null ? null : readSbom(bytes);
  return { components: sbom?.components ?? null, isValid: sbom !== null };
}

function readSpdx(bytes: Buffer | null): Read {
  const document = bytes === null ? null : jsonObject(bytes);
  const isValid =
    document !== null &&
    /^SPDX-[23]\./.test(textIn(document, "spdxVersion")) &&
    objectsIn(document, "packages").length > 0;
  return { components: null, isValid };
}
