import {
  Bom,
  Component as SbomComponent,
  HashDictionary,
  LicenseRepository,
  Property,
  PropertyRepository,
} from "@cyclonedx/cyclonedx-library/Models";
import { Factories } from "@cyclonedx/cyclonedx-library/Contrib/License";
import { ComponentScope, ComponentType, HashAlgorithm } from "@cyclonedx/cyclonedx-library/Enums";
import { JSON as CycloneJson, JsonSerializer } from "@cyclonedx/cyclonedx-library/Serialize";
import { Spec1dot6 } from "@cyclonedx/cyclonedx-library/Spec";
import parseExpression from "spdx-expression-parse";
import type { Component } from "../core/facts.ts";
import { DECLARED, DEPTH, INSTALL_SCRIPT } from "./property-names.ts";

export type Artifact = {
  name: string;
  version: string;
  purl: string;
  license: string | null;
  /** purls of what it needs itself. */
  needs: readonly string[];
};

/**
 * The CycloneDX 1.6 document of an artifact and what it needs. The same tree gives the same bytes:
 * it carries no serial number and no time, and everything in it is sorted.
 */
export function writeSbom(artifact: Artifact, components: readonly Component[]): Buffer {
  const bom = new Bom();
  const root = new SbomComponent(ComponentType.Application, artifact.name, {
    bomRef: artifact.purl,
    version: artifact.version,
    purl: artifact.purl,
    licenses: licensesOf(artifact.license),
  });
  bom.metadata.component = root;
  const byPurl = new Map(components.map((one) => [one.purl, describe(one)]));
  for (const component of byPurl.values()) bom.components.add(component);
  connect(root, artifact.needs, byPurl);
  for (const { purl, needs } of components) {
    const from = byPurl.get(purl);
    if (from !== undefined) connect(from, needs, byPurl);
  }
  const serializer = new JsonSerializer(new CycloneJson.Normalize.Factory(Spec1dot6));
  return Buffer.from(`${serializer.serialize(bom, { sortLists: true, space: 1 })}\n`);
}

function connect(
  from: SbomComponent,
  needs: readonly string[],
  byPurl: ReadonlyMap<string, SbomComponent>,
): void {
  for (const need of needs) {
    const to = byPurl.get(need);
    if (to !== undefined) from.dependencies.add(to.bomRef);
  }
}

function describe(component: Component): SbomComponent {
  const slash = component.name.lastIndexOf("/");
  return new SbomComponent(ComponentType.Library, component.name.slice(slash + 1), {
    ...(slash < 0 ? {} : { group: component.name.slice(0, slash) }),
    bomRef: component.purl,
    version: component.version,
    purl: component.purl,
    hashes: hashesOf(component.integrity),
    licenses: licensesOf(component.license),
    scope: component.optional ? ComponentScope.Optional : ComponentScope.Required,
    properties: new PropertyRepository([
      new Property(DEPTH, String(component.depth)),
      ...(component.hasInstallScript ? [new Property(INSTALL_SCRIPT, "true")] : []),
      ...(component.isDeclared ? [new Property(DECLARED, "true")] : []),
    ]),
  });
}

const ALGORITHMS: Readonly<Record<string, HashAlgorithm>> = {
  sha1: HashAlgorithm["SHA-1"],
  sha256: HashAlgorithm["SHA-256"],
  sha384: HashAlgorithm["SHA-384"],
  sha512: HashAlgorithm["SHA-512"],
};

/** CycloneDX wants hexadecimal digits where npm has base64. */
function hashesOf(integrity: string | null): HashDictionary {
  const hashes = new HashDictionary();
  for (const one of (integrity ?? "").split(/\s+/)) {
    const [, name = "", base64 = ""] = /^(sha\d+)-([A-Za-z0-9+/]+=*)$/.exec(one) ?? [];
    const algorithm = ALGORITHMS[name];
    if (algorithm !== undefined)
      hashes.set(algorithm, Buffer.from(base64, "base64").toString("hex"));
  }
  return hashes;
}

const factory = new Factories.LicenseFactory((text) => void parseExpression(text));

/** An id or an expression of SPDX where it is one, else a name. */
function licensesOf(license: string | null): LicenseRepository {
  return new LicenseRepository(license === null ? [] : [factory.makeFromString(license)]);
}
