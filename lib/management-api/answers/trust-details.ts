/** What pages below the trust of a version answer: findings, components, comparisons, reports. */
import { z } from "zod";
import { ARTIFACT_KINDS, SEVERITIES, STATUSES } from "#lib/trust/core/words.ts";
import { anyObject, time } from "./common.ts";
import { Finding, OptionEvaluation, Reason } from "./trust.ts";

const count = z.number().int();
const OptionRef = z.object({
  ...{ option: z.string(), type: z.string(), name: z.string() },
  version: z.string().nullable(),
});
const scan = z.enum(["you", "others", "nobody"]).meta({
  description: "Who may ask for a scan; `nobody`: it names nothing that Gatehouse can scan.",
});
const about = {
  version: z.string(),
  isCurrent: z.boolean(),
  options: z.array(OptionRef),
  chosen: OptionRef.nullable().meta({ description: "Null: there is no way to install it." }),
  evaluatedAt: time.nullable().meta({ description: "Null: it was not evaluated yet." }),
  scan,
};

export const FindingsAnswer = z.object({
  ...about,
  ...{ total: count, matches: count, page: count, pages: count },
  severities: z.array(z.object({ severity: z.enum(SEVERITIES), count })),
  controls: z.array(z.object({ control: z.string(), title: z.string(), count })),
  findings: z.array(
    Finding.extend({
      ...{ control: z.string(), controlTitle: z.string(), status: z.enum(STATUSES) },
      waivedUntil: time.nullable(),
    }),
  ),
});

const rating = z.enum(["critical", "high", "medium", "low", "unknown"]);
const Advisory = z.object({
  ...{ id: z.string(), aliases: z.array(z.string()), summary: z.string(), rating },
  cvss: z.number().nullable(),
  epss: z.number().nullable().meta({ description: "Probability, 0 to 1." }),
  kev: z.boolean().meta({ description: "In CISA's list of what is being exploited." }),
  malicious: z.boolean(),
  fixedIn: z.array(z.string()),
});
const noSbom = z.enum(["not_evaluated", "none", "not_kept", "unreadable"]);

export const SbomAnswer = z.object({
  ...about,
  why: noSbom.nullable().meta({ description: "Why there is no list." }),
  sbom: z
    .object({
      document: z.object({
        ...{ sha256: z.string(), mediaType: z.string(), sizeBytes: count, madeAt: time },
      }),
      counts: z.object({
        components: count,
        direct: count,
        affected: count,
        installScripts: count,
      }),
      licences: z.array(z.object({ licence: z.string().nullable(), count })),
      feeds: z
        .object({ from: z.string(), missing: z.array(z.enum(["osv", "epss", "kev"])) })
        .nullable()
        .meta({ description: "Null: what the feeds said was not kept with this evaluation." }),
      unasked: z
        .object({ reason: Reason.nullable(), detail: z.string() })
        .nullable()
        .meta({ description: "Why advisories could not be looked up; null: they were." }),
      own: z.array(Advisory).meta({ description: "About the artifact itself." }),
      bringers: z
        .array(
          z.object({
            ...{ purl: z.string(), name: z.string(), version: z.string() },
            ...{ advisories: count, worst: rating },
          }),
        )
        .meta({ description: "Direct dependencies that bring advisories, the worst first." }),
      rows: z.array(
        z.object({
          ...{ purl: z.string(), name: z.string(), version: z.string() },
          ...{ license: z.string().nullable(), integrity: z.string().nullable() },
          ...{ hasInstallScript: z.boolean(), optional: z.boolean() },
          distance: count.meta({
            description: "1: a direct dependency; 0: nothing says who needs it.",
          }),
          isDeclared: z.boolean().meta({
            description: "Only its builder says that it is in there: nobody here has seen it.",
          }),
          below: z.object({ components: count, advisories: count }),
          indent: count,
          isMatch: z.boolean().meta({ description: "False: it stands above one that matches." }),
          way: z.array(z.string()),
          neededBy: count,
          broughtBy: z.array(z.string()),
          advisories: z.array(Advisory),
        }),
      ),
      ...{ matches: count, page: count, pages: count },
    })
    .nullable(),
});

const Side = z.object({
  ...{ version: z.string(), asked: z.string(), option: OptionRef.nullable(), scan },
  evaluated: z
    .object({
      ...{ id: z.uuid(), kind: z.enum(ARTIFACT_KINDS), digest: z.string().nullable() },
      ...{ ruleSet: z.string(), finishedAt: time, evaluation: OptionEvaluation },
    })
    .nullable(),
});
const Seen = z
  .object({
    ...{ status: z.enum(STATUSES), reason: Reason.nullable(), detail: z.string() },
    waivedUntil: time.optional(),
  })
  .nullable();
const FoundIn = z.array(Finding.extend({ control: z.string() }));
const versions = z.array(z.string());
const toolsFrom = z.enum(["server", "document"]).nullable();

export const TrustComparisonAnswer = z.object({
  from: Side,
  to: Side,
  changes: z
    .object({
      controls: z.array(
        z.object({
          ...{ control: z.string(), title: z.string(), from: Seen, to: Seen },
          direction: z.enum(["better", "worse", "other"]),
        }),
      ),
      findings: z.object({ added: FoundIn, gone: FoundIn, same: count }),
      components: z
        .object({
          added: z.array(z.object({ name: z.string(), versions })),
          removed: z.array(z.object({ name: z.string(), versions })),
          changed: z.array(z.object({ name: z.string(), from: versions, to: versions })),
          same: count,
        })
        .nullable(),
      noSbom: z.object({ from: noSbom.nullable(), to: noSbom.nullable() }),
      tools: z
        .array(anyObject)
        .nullable()
        .meta({ description: "Changes by class; null: the tools of one of them are not known." }),
      toolsFrom: z.object({ from: toolsFrom, to: toolsFrom }),
    })
    .nullable()
    .meta({ description: "Null: one of them was not evaluated." }),
});

const sentence = z.string();
const ReportFinding = z.object({
  id: sentence,
  control: z.string().regex(/^(SC|CQ|AI|PR|CD|RG|PK|IN|UP)-\d{2}$/),
  severity: z.enum(SEVERITIES),
  ...{ title: sentence, description: sentence },
  file: sentence.nullable(),
  line: count.min(1).nullable(),
  remediation: sentence.nullable(),
});

/** What MTF v0.1 asks of a report (schemas/report.schema.json), in our own words, and our additions. */
export const MtfReportAnswer = z.object({
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  bundle: z.object({
    name: sentence,
    version: z.string().regex(/^\d+\.\d+\.\d+/),
    hash: z.string().regex(/^[a-f0-9]{64}$/),
  }),
  scan: z.object({
    timestamp: z.iso.datetime(),
    ...{ scanner: sentence, scanner_version: sentence },
    duration_ms: count.min(0),
  }),
  compliance: z.object({
    level: count.min(0).max(4),
    level_name: z.enum(["None", "Basic", "Standard", "Verified", "Attested"]),
    controls_passed: count.min(0),
    controls_failed: count.min(0),
    controls_total: count.min(0),
  }),
  risk_score: z.enum(["NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL"]),
  domains: z.record(
    z.string(),
    z.object({
      controls: z.record(
        z.string(),
        z.object({
          status: z.enum(["pass", "fail", "skip", "error"]),
          findings: z.array(ReportFinding),
          error: sentence.optional(),
        }),
      ),
    }),
  ),
  findings: z.array(ReportFinding),
  sbom: z
    .object({ format: z.enum(["cyclonedx", "spdx"]), component_count: count.min(0) })
    .optional(),
  framework: sentence,
  adapted: z.boolean(),
  rule_set: sentence,
});
