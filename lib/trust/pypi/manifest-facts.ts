import { objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { ManifestFacts } from "../core/facts.ts";
import { repositoryAddress } from "../core/repository-address.ts";
import { comparePep440 } from "../feeds/compare-pep440.ts";
import type { CoreMetadata } from "./core-metadata.ts";
import type { DistributionFiles } from "./distribution-files.ts";
import type { PypiFile } from "./index-file.ts";
import { projectName } from "./project-name.ts";
import type { PypiVersion } from "./pypi-version.ts";
import { serverNameIn } from "./server-name.ts";

const MAX_TEXT = 2_000;
const MAX_PEOPLE = 50;

type Read = {
  pypi: PypiVersion;
  file: PypiFile | null;
  /** Null: the file could not be read. */
  files: DistributionFiles | null;
  metadata: CoreMetadata;
  /** The server that it is registered as; null: none yet. */
  wanted: string | null;
};

/** What the distribution says of itself: its own metadata where it could be read, else the index's copy. */
export function manifestFacts({ pypi, file, files, metadata, wanted }: Read): ManifestFacts {
  const [author, ...others] = peopleOf(metadata);
  return {
    name: text(metadata.name),
    version: text(metadata.version),
    serverName: serverNameIn(metadata.description, wanted),
    description: text(metadata.summary),
    repository: repositoryOf(metadata),
    author: author ?? null,
    maintainers: [...others.flatMap(named), ...ownersOf(pypi.ownership)].slice(0, MAX_PEOPLE),
    license: licenseOf(metadata),
    publishedAt: file?.uploadedAt ?? null,
    deprecated: deprecationOf(file),
    installScripts: files?.installScripts ?? [],
    issues: [...(files?.issues ?? []), ...identityIssues(pypi, metadata)],
    trustMeta: null,
    privacyPolicies: [],
  };
}

const text = (value: string): string | null => value.trim().slice(0, MAX_TEXT) || null;

type Person = { name: string | null; email: string | null };

/** Names stand in one field, or before the addresses in the other: `Ada <ada@…>, Bob <bob@…>`. */
function peopleOf(metadata: CoreMetadata): Person[] {
  const { author, authorEmail, maintainer, maintainerEmail } = metadata;
  return [...peopleIn(author, authorEmail), ...peopleIn(maintainer, maintainerEmail)].slice(
    0,
    MAX_PEOPLE,
  );
}

function peopleIn(name: string, emails: string): Person[] {
  const people = emails
    .slice(0, MAX_TEXT)
    .split(",")
    .map((part) => ({
      name: text(
        part
          .replace(/<[^>]*>?/g, "")
          .replace(/\S+@\S+/g, "")
          .replace(/"/g, ""),
      ),
      email: /[^<>\s,"]+@[^<>\s,"]+/.exec(part)?.[0] ?? null,
    }))
    .filter((one) => one.name !== null || one.email !== null);
  const [first, ...others] = people;
  const own = text(name);
  if (first === undefined) return own === null ? [] : [{ name: own, email: null }];
  return [{ ...first, name: first.name ?? own }, ...others];
}

const named = ({ name, email }: Person): { name: string; email: string | null }[] =>
  name === null ? [] : [{ name, email }];

const ownersOf = (ownership: JsonObject): ManifestFacts["maintainers"] =>
  objectsIn(ownership, "roles")
    .map((role) => text(textIn(role, "user")))
    .flatMap((user) => (user === null ? [] : [{ name: user, email: null }]));

const SOURCE_LABELS = ["source", "sourcecode", "repository", "code", "github", "gitlab", "repo"];

/** PyPI's well-known labels first (PEP 753), else any address that is a repository's. */
function repositoryOf({ projectUrls, homePage }: CoreMetadata): string | null {
  const labelled = projectUrls.filter(([label]) =>
    SOURCE_LABELS.includes(label.toLowerCase().replace(/[^a-z]/g, "")),
  );
  const hosted = [...projectUrls.map(([, url]) => url), homePage].filter((url) =>
    /^https:\/\/(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|git\.sr\.ht)\/[^/]+\/[^/]+/i.test(
      url,
    ),
  );
  const given = [...labelled.map(([, url]) => url), ...hosted].map(rootOfTree);
  return text(given.find((url) => repositoryAddress(url) !== null) ?? labelled[0]?.[1] ?? "");
}

/** Addresses lead into a repository as often as to it. */
const rootOfTree = (url: string): string =>
  url.replace(
    /^(https?:\/\/[^/]+\/[^/]+\/[^/?#]+?)(?:\.git)?(?:\/(?:-\/)?(?:tree|blob|issues|releases|wiki|actions|discussions)\b.*|[?#].*|\/)?$/,
    "$1",
  );

/** An expression of SPDX, a short name, or a classifier; some paste the whole licence here. */
export function licenseOf(metadata: CoreMetadata): string | null {
  const { licenseExpression, license, classifiers } = metadata;
  if (licenseExpression !== "") return text(licenseExpression);
  if (license !== "" && license.length <= 100 && license !== "UNKNOWN") return text(license);
  const classified = classifiers.find((one) => one.startsWith("License ::"));
  const name = classified?.split("::").at(-1)?.trim() ?? "";
  return text(SPDX_OF[name] ?? name);
}

/** Classifiers have names of their own: https://pypi.org/classifiers. */
const SPDX_OF: Readonly<Record<string, string>> = {
  "MIT License": "MIT",
  "MIT No Attribution License (MIT-0)": "MIT-0",
  "Apache Software License": "Apache-2.0",
  "ISC License (ISCL)": "ISC",
  "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
  "Python Software Foundation License": "PSF-2.0",
  "The Unlicense (Unlicense)": "Unlicense",
  "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
  "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
  "GNU Affero General Public License v3": "AGPL-3.0-only",
};

function deprecationOf(file: PypiFile | null): string | null {
  if (file?.yanked == null) return null;
  return file.yanked === ""
    ? "Its publisher has withdrawn (yanked) this version."
    : `Its publisher has withdrawn (yanked) this version: ${file.yanked}`;
}

function identityIssues({ name, version }: PypiVersion, metadata: CoreMetadata): string[] {
  const issues: string[] = [];
  // That there are none is told already.
  if (metadata.name === "") return issues;
  if (projectName(metadata.name) !== name) issues.push("Its metadata give another name.");
  if (comparePep440(metadata.version, version) !== 0)
    issues.push("Its metadata give another version.");
  return issues;
}
