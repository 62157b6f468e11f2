import type pg from "pg";
import { CONTROL_IDS, isApplicable } from "#lib/trust/core/controls.ts";
import type { ArtifactKind } from "#lib/trust/core/words.ts";
import { RULE_SET } from "#lib/trust/core/words.ts";
import { writeSbom } from "#lib/trust/sbom/write-sbom.ts";

/** The component that the advisory of the bench is about; everything needs it. */
export const WEAK = { name: "weak-thing", version: "1.0.0" } as const;
const COMPONENTS = 60;

const controlsOf = (kind: ArtifactKind) => CONTROL_IDS.filter((id) => isApplicable(id, kind));
const WAYS = ["npm", "remote"] as const satisfies readonly ArtifactKind[];

/**
 * Standings, evaluations and what is open of every version on offer of a catalog that is there, and
 * results with findings of those that servers show. Nothing is scanned, all of it is made in the
 * database. One control in seven fails.
 */
export async function seedTrust(client: pg.Client, now: Date): Promise<void> {
  await client.query("set synchronous_commit = off; set jit = off");
  const sbom = sbomOf();
  await client.query(
    `INSERT INTO "TrustEvidence" ("sha256", "mediaType", "sizeBytes", "body", "keptAt")
     VALUES (encode(sha256($1), 'hex'), 'application/vnd.cyclonedx+json', length($1), $1, $2)`,
    [sbom, now],
  );
  await client.query(WAYS_TO_INSTALL);
  await client.query(EVALUATIONS, [now, RULE_SET]);
  for (const kind of WAYS) await client.query(RESULTS, [now, kind === "remote", controlsOf(kind)]);
  await client.query(FINDINGS);
  await client.query(SBOMS, [now, sbom]);
  await client.query(STANDINGS, [now, RULE_SET]);
  await client.query(CHECKS, [now]);
  for (const kind of WAYS)
    await client.query(OPEN_CONTROLS, [now, kind === "remote", controlsOf(kind)]);
  await client.query(OPEN_FINDINGS);
  await client.query(`UPDATE "TrustScan" SET "state" = 'done', "finishedAt" = $1`, [now]);
  await client.query("vacuum (analyze)");
}

function sbomOf(): Buffer {
  const components = Array.from({ length: COMPONENTS }, (_, at) => {
    const { name, version } = at === 0 ? WEAK : { name: `part-${at}`, version: "1.0.0" };
    return {
      ...{ name, version, purl: `pkg:npm/${name}@${version}`, integrity: null, license: "MIT" },
      ...{ depth: 1, hasInstallScript: false, optional: false, needs: [] },
    };
  });
  const needs = components.map(({ purl }) => purl);
  const artifact = { name: "bench", version: "1.0.0", purl: "pkg:npm/bench@1.0.0", license: "MIT" };
  return writeSbom({ ...artifact, needs }, components);
}

/** A number from 0 to 99 that is always the same for the same thing. */
const dice = (text: string) => `abs(hashtext(${text})) % 100`;

const WAYS_TO_INSTALL = `
  CREATE TEMP TABLE bench_ways AS
  SELECT gen_random_uuid() AS "id", v."id" AS "versionId", v."serverId", v."serverName", v."version",
    'packages[0]' AS "option", p."registryType" AS "kind", p."identifier" AS "name", ${dice(`v."id"::text`)} AS "dice", v."isLatest" AS "isShown"
  FROM "ServerVersion" v JOIN "VersionPackage" p ON p."versionId" = v."id"
  WHERE v."lifecycle" IN ('approved', 'deprecated')
  UNION ALL
  SELECT gen_random_uuid(), v."id", v."serverId", v."serverName", v."version", 'remotes[0]', 'remote', v."remoteUrls"[1], ${dice(`v."id"::text`)}, v."isLatest"
  FROM "ServerVersion" v WHERE v."lifecycle" IN ('approved', 'deprecated') AND cardinality(v."remoteUrls") > 0`;

/** Levels 0 to 3 and none, by the dice of the version. */
const LEVEL = `CASE WHEN "dice" < 10 THEN 0 WHEN "dice" < 45 THEN 1 WHEN "dice" < 80 THEN 2 ELSE 3 END`;
const SCORE = `CASE WHEN "dice" < 5 THEN NULL ELSE 10 + "dice" * 8 / 10 END`;
const RISK = `(ARRAY['none', 'none', 'low', 'medium', 'high', 'critical'])[1 + "dice" % 6]`;

const EVALUATIONS = `
  INSERT INTO "TrustEvaluation" ("id", "serverId", "serverName", "versionId", "version", "option", "kind", "name", "artifactVersion",
    "digest", "digestSeen", "ruleSet", "trigger", "startedAt", "finishedAt", "floor", "ceiling", "level", "flag", "risk", "score",
    "coverageEvaluated", "coverageApplicable", "subScores", "past")
  SELECT w."id", w."serverId", w."serverName", w."versionId", w."version", w."option", w."kind", w."name", w."version",
    CASE WHEN w."kind" <> 'remote' THEN 'sha512-' || md5(w."id"::text) END, w."kind" <> 'remote', $2, 'asked', $1, $1,
    ${LEVEL}, 4, ${LEVEL}, 'complete', ${RISK}, ${SCORE}, 90, 100, '{}', '{"complete": null, "known": {}}'
  FROM bench_ways w`;

/** Nothing that would take a server out of use. */
const FAILS = `${dice(`w."versionId"::text || c."control"`)} < 14 AND c."control" <> ALL ('{RG-05,RG-07,CQ-01,CQ-02}')`;

/** $2: those of remotes. */
const RESULTS = `
  INSERT INTO "TrustControlResult" ("evaluationId", "control", "position", "status", "detail", "failsFromLevel", "checkedAt")
  SELECT w."id", c."control", c."at", CASE WHEN f THEN 'fail' ELSE 'pass' END, '', CASE WHEN f THEN 3 END, $1
  FROM bench_ways w CROSS JOIN unnest($3::text[]) WITH ORDINALITY c("control", "at"),
    LATERAL (SELECT ${FAILS} AS f) d
  WHERE (w."kind" = 'remote') = $2 AND w."isShown"`;

const SEVERITY = `(ARRAY['low', 'medium', 'medium', 'high', 'critical'])[1 + abs(hashtext("control")) % 5]`;

const FINDINGS = `
  INSERT INTO "TrustFinding" ("evaluationId", "control", "position", "code", "severity", "action", "title", "remediation")
  SELECT r."evaluationId", r."control", 0, r."control" || '/bench', ${SEVERITY}, 'block', 'Something was found', 'Mend it.'
  FROM "TrustControlResult" r WHERE r."status" = 'fail'`;

const SBOMS = `
  INSERT INTO "TrustEvidenceUse" ("evaluationId", "position", "sha256", "kind", "source", "fetchedAt")
  SELECT w."id", 0, encode(sha256($2), 'hex'), 'sbom', 'CycloneDX 1.6', $1 FROM bench_ways w WHERE w."kind" <> 'remote'`;

/** One in four runs out within a month. */
const STANDINGS = `
  INSERT INTO "VersionTrust" ("versionId", "level", "kind", "flag", "score", "coverageEvaluated", "coverageApplicable", "risk",
    "ruleSet", "evaluatedAt", "options", "assessed", "validUntil", "lapses")
  SELECT w."versionId", ${LEVEL}, min(w."kind"), 'complete', ${SCORE}, 90, 100, ${RISK}, $2, $1, count(*), count(*), n."until",
    jsonb_build_array(jsonb_build_object('at', n."until", 'level', 0, 'flag', 'provisional', 'staleSince', NULL, 'score', 10,
      'risk', 'none', 'coverage', jsonb_build_object('evaluated', 1, 'applicable', 2)))
  FROM bench_ways w, LATERAL (SELECT $1::timestamptz + make_interval(days => 5 + "dice") AS "until") n
  GROUP BY w."versionId", w."dice", n."until"`;

const CHECKS = `
  INSERT INTO "TrustCheck" ("versionId", "fullAt", "dailyDueAt", "weeklyDueAt")
  SELECT t."versionId", $1, $1::timestamptz + interval '1 day', $1::timestamptz + interval '7 days' FROM "VersionTrust" t`;

/** $2: those of remotes. */
const OPEN_CONTROLS = `
  INSERT INTO "TrustOpenControl" ("versionId", "option", "control", "status", "reason", "code", "remediation", "since", "isStep", "isSole", "isUnreached", "isRepeat")
  SELECT w."versionId", w."option", c."control", CASE WHEN u THEN 'not_checkable' ELSE 'fail' END, CASE WHEN u THEN 'unreachable' END,
    CASE WHEN u THEN 'unreachable' ELSE c."control" || '/bench' END, CASE WHEN NOT u THEN 'Mend it.' END,
    $1::timestamptz - make_interval(days => w."dice"), NOT u, NOT u AND w."dice" % 3 = 0, u, w."option" = 'remotes[0]'
  FROM bench_ways w CROSS JOIN unnest($3::text[]) c("control"),
    LATERAL (SELECT ${dice(`c."control" || w."id"::text`)} < 5 AS u) d
  WHERE (w."kind" = 'remote') = $2 AND ${FAILS}`;

const OPEN_FINDINGS = `
  INSERT INTO "TrustOpenFinding" ("versionId", "option", "control", "position", "code", "severity", "title", "places", "since")
  SELECT o."versionId", o."option", o."control", 0, o."control" || '/bench', ${SEVERITY}, 'Something was found', 1, o."since"
  FROM "TrustOpenControl" o WHERE o."status" = 'fail'`;
