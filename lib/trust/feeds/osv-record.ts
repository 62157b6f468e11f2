import { z } from "zod";

/** `introduced`, `fixed`, `last_affected` or `limit`, and the version at which it happens. */
export type OsvEvent = { kind: (typeof EVENTS)[number]; at: string };
export type OsvRange = { events: readonly OsvEvent[] };
/** What an advisory says about one package. */
export type OsvAffected = { versions: readonly string[]; ranges: readonly OsvRange[] };

/** An advisory as far as it is about one package: what an imported feed keeps of it. */
export type OsvEntry = {
  id: string;
  aliases: readonly string[];
  summary: string;
  /** CVSS vectors. */
  vectors: readonly string[];
  severity: Severity | null;
  affected: readonly OsvAffected[];
};
type Severity = "low" | "moderate" | "high" | "critical";

/** An advisory of OSV, read as far as we use it. */
export type OsvRecord = Pick<OsvEntry, "id" | "aliases" | "summary"> & {
  /** RFC 3339, UTC. */
  modified: string;
  withdrawn: boolean;
  vectors: readonly string[];
  severity: Severity | null;
  packages: readonly (OsvAffected & {
    /** Without what follows a colon, such as a release of Debian. */
    ecosystem: string;
    name: string;
    vectors: readonly string[];
    severity: Severity | null;
  })[];
};

const EVENTS = ["introduced", "fixed", "last_affected", "limit"] as const;
const SUMMARY_CHARACTERS = 300;
export const ADVISORY_ID = /^[A-Za-z0-9][\w.:+-]{0,127}$/;

const text = z.string();
// What only describes may be odd; what decides whether a version is affected may not.
const vectors = z
  .array(z.object({ type: text, score: text }))
  .catch([])
  .transform((given) =>
    given.filter(({ type }) => /^CVSS_V\d/.test(type)).map(({ score }) => score),
  );
const said = z.object({ severity: z.unknown() }).catch({ severity: null });

const Event = z
  .object({
    introduced: text.optional(),
    fixed: text.optional(),
    last_affected: text.optional(),
    limit: text.optional(),
  })
  .transform((event) =>
    EVENTS.flatMap((kind) => (event[kind] === undefined ? [] : [{ kind, at: event[kind] }])),
  );
const Range = z.object({
  type: text,
  events: z.array(Event).transform((events) => events.flat()),
});
const Affected = z.object({
  package: z.object({ ecosystem: text, name: text.min(1) }).optional(),
  // Commits say nothing about the version of a package.
  ranges: z
    .array(Range)
    .nullish()
    .transform((ranges) =>
      (ranges ?? []).filter(({ type }) => type !== "GIT").map(({ events }) => ({ events })),
    ),
  versions: z
    .array(text)
    .nullish()
    .transform((versions) => versions ?? []),
  severity: vectors.optional(),
  ecosystem_specific: said.optional(),
  database_specific: said.optional(),
});
const Document = z.object({
  id: text.regex(ADVISORY_ID, "is not the id of an advisory"),
  modified: z.iso.datetime({ offset: true, error: "is not a date" }),
  withdrawn: text.nullish(),
  aliases: z.array(text).nullish().catch([]),
  summary: text.nullish().catch(null),
  details: text.nullish().catch(null),
  severity: vectors.optional(),
  database_specific: said.optional(),
  affected: z
    .array(Affected)
    .nullish()
    .transform((affected) => affected ?? []),
});

/** Reads a document of the OSV schema. A string is what is wrong with it, naming the field. */
export function readOsv(document: unknown): OsvRecord | string {
  const parsed = Document.safeParse(document);
  if (!parsed.success) return complaint(parsed.error);
  const { id, modified, withdrawn, aliases, affected, severity, ...rest } = parsed.data;
  return {
    id,
    modified: new Date(modified).toISOString(),
    withdrawn: typeof withdrawn === "string",
    aliases: aliases ?? [],
    summary: (rest.summary || rest.details || "").slice(0, SUMMARY_CHARACTERS),
    vectors: severity ?? [],
    severity: severityOf(rest.database_specific?.severity),
    packages: affected.flatMap((one) => (one.package ? [packageOf(one.package, one)] : [])),
  };
}

/** The first complaint of a schema, with its field: `affected[2].package.name`. */
export function complaint({ issues: [issue] }: z.ZodError): string {
  const field = fieldName(issue?.path ?? []);
  const message = issue?.message ?? "is wrong";
  return /^[A-Z]/.test(message) ? `${field}: ${message}` : `${field} ${message}`;
}

function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "the document";
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}

function packageOf(
  { ecosystem, name }: { ecosystem: string; name: string },
  affected: z.output<typeof Affected>,
): OsvRecord["packages"][number] {
  const { versions, ranges, severity, ecosystem_specific, database_specific } = affected;
  return {
    ecosystem: ecosystem.split(":", 1)[0] ?? "",
    name,
    versions,
    ranges,
    vectors: severity ?? [],
    severity: severityOf(ecosystem_specific?.severity) ?? severityOf(database_specific?.severity),
  };
}

const SEVERITIES: Readonly<Record<string, Severity>> = {
  low: "low",
  moderate: "moderate",
  medium: "moderate",
  high: "high",
  critical: "critical",
};

function severityOf(said: unknown): Severity | null {
  if (typeof said !== "string") return null;
  const word = said.toLowerCase();
  return Object.hasOwn(SEVERITIES, word) ? (SEVERITIES[word] ?? null) : null;
}

/** What a record says about the packages that are asked for. */
export function entryFor(
  record: OsvRecord,
  isAbout: (one: OsvRecord["packages"][number]) => boolean,
): OsvEntry {
  const { id, aliases, summary, vectors, severity } = record;
  const own = record.packages.filter(isAbout);
  return {
    id,
    aliases,
    summary,
    vectors: [...vectors, ...own.flatMap((one) => one.vectors)],
    severity: severity ?? own.find((one) => one.severity !== null)?.severity ?? null,
    affected: own.map(({ versions, ranges }) => ({ versions, ranges })),
  };
}
