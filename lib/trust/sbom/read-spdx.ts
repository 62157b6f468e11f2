import { objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Component } from "../core/facts.ts";

const MAX_COMPONENTS = 20_000;
const MAX_PURL = 1_000;

/**
 * The packages that a document of SPDX 2.2 or 2.3 lists under a package URL. Who needs whom is not
 * read: generators of images write that everything belongs to the image.
 *
 * @returns null: it is not such a document.
 */
export function readSpdx(document: JsonObject): Component[] | null {
  if (!/^SPDX-2\.[23]$/.test(textIn(document, "spdxVersion"))) return null;
  const listed = objectsIn(document, "packages").slice(0, MAX_COMPONENTS);
  const byPurl = new Map(listed.flatMap(componentOf).map((one) => [one.purl, one]));
  return [...byPurl.values()].sort((one, other) => (one.purl < other.purl ? -1 : 1));
}

function componentOf(listed: JsonObject): Component[] {
  const purl = purlOf(listed);
  const [name, version] = [textIn(listed, "name"), textIn(listed, "versionInfo")];
  if (purl === null || name === "" || version === "") return [];
  return [
    {
      ...{ name: name.slice(0, 300), version: version.slice(0, 300), purl },
      integrity: null,
      license: licenseOf(listed),
      depth: 1,
      ...{ hasInstallScript: false, optional: false, needs: [] },
    },
  ];
}

/** `PACKAGE-MANAGER`, as SPDX 2.2 wrote it, and `PACKAGE_MANAGER`. */
function purlOf(listed: JsonObject): string | null {
  const reference = objectsIn(listed, "externalRefs").find(
    (one) => textIn(one, "referenceType") === "purl",
  );
  const purl = reference === undefined ? "" : textIn(reference, "referenceLocator");
  return /^pkg:[a-z][a-z0-9.+-]*\/\S+@\S+$/.test(purl) && purl.length <= MAX_PURL ? purl : null;
}

/** What its authors declared, else what the generator concluded. */
function licenseOf(listed: JsonObject): string | null {
  const said = [textIn(listed, "licenseDeclared"), textIn(listed, "licenseConcluded")];
  return said.find((one) => one !== "" && one !== "NOASSERTION" && one !== "NONE") ?? null;
}
