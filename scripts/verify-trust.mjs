#!/usr/bin/env node
/**
 * Computes level, risk and score of a trust export again, and says whether they are the ones that
 * Gatehouse gave:
 *
 *   npm run --silent gatehouse -- trust export com.acme/server 1.2.3 > trust.json
 *   node verify-trust.mjs trust.json
 *
 * One file that imports nothing but Node's standard library and shares no code with the product.
 * It takes what each control found as given, and everything after that as open, waivers too: rule set
 * mtf-0.1/reg-1.0.0, made from the mpak Trust Framework (MTF) v0.1, https://mpaktrust.org,
 * CC BY 4.0, changes made. Whole numbers only, so that every machine finds the same.
 *
 * Exit status: 0 the same, 1 something differs, 2 unusable (arguments, file, format, rule set).
 */
import { readFileSync } from "node:fs";

const FORMAT = "gatehouse-trust/1";
const RULE_SET = "mtf-0.1/reg-1.0.0";
const KINDS = { npm: 4, pypi: 4, oci: 4, mcpb: 4, remote: 2 };
const GRACE_DAYS = { npm: 14, pypi: 14, oci: 14, mcpb: 14, remote: 7 };
const WEIGHTS = [0, 8, 5, 3, 2];
const BANDS = [
  [0, 39],
  [40, 59],
  [60, 79],
  [80, 94],
  [95, 100],
];
const TENTHS = { pass: 10, warn: 6, waived: 5, fail: 0, not_checkable: 0, error: 0 };
const RISKS = ["none", "low", "medium", "high", "critical"];
const CAPS = { high: 59, critical: 39 };
const GROUPS = ["publisher", "provenance", "dependencies", "scanning", "data"];

/** id, level, and the group of its sub-score; "E" ones are of the registry's own rows. */
const CONTROLS = `
AI-01 1 provenance|AI-03 3 provenance|AI-04 4 provenance|AI-05 2 provenance
SC-01 1 dependencies|SC-02 2 dependencies|SC-03 2 dependencies|SC-04 2 dependencies|SC-05 3 dependencies
CQ-01 1 scanning|CQ-02 1 scanning|CQ-03 2 scanning|CQ-04 3 scanning|CQ-05 3 scanning|CQ-06 4 scanning
CD-01 1 data|CD-02 2 data|CD-03 2 scanning|CD-04 3 data|CD-05 3 data
PR-01 2 provenance|PR-02 2 publisher|PR-03 3 provenance|PR-04 4 provenance|PR-05 3 provenance
RG-01 2 publisher E|RG-02 2 publisher E|RG-05 2 scanning E|RG-07 2 provenance E
PK-01 2 publisher E|PK-04 3 publisher E|UP-02 2 provenance E|UP-03 2 publisher E|UP-04 2 provenance E`
  .trim()
  .split(/[|\n]/)
  .map((line) => line.split(" "))
  .map(([id, level, group, entry]) => ({ id, level: Number(level), group, entry: entry === "E" }));

/** For a remote these of Gatehouse stand in for MTF's, which need to see the code. */
const REMOTE_GATES = [
  ["XR-RM-01", 1],
  ["XR-RM-02", 2],
  ["XR-RM-03", 2],
  ["XR-TD-01", 2],
].map(([id, level]) => ({ id, level, group: null, entry: false }));
const DATA_HANDLING = ["XR-DH-01", "XR-DH-02", "XR-DH-03", "XR-DH-04", "XR-DH-05"];
const DATA_HANDLING_WEIGHT = 3;

const NOT_FOR_REMOTES = new Set(
  "AI-03 AI-04 AI-05 SC-01 SC-02 SC-03 SC-04 SC-05 CQ-01 CQ-02 CQ-03 CQ-04 CQ-05 CQ-06 PR-03 PR-04".split(
    " ",
  ),
);
/** Severe and blocking findings of these are critical; of others, high. */
const CRITICAL = new Set("AI-03 SC-02 CQ-01 CQ-02 CD-03 XR-TD-02 RG-05 RG-07".split(" "));

/** What nobody may waive: malware, secrets that work, what is being exploited, revocations, other bytes, changed tools. */
const NEVER_WAIVED = new Set("CQ-02 RG-05 RG-07 XR-TD-01".split(" "));
const NEVER_WAIVED_CODES = new Set("SC-02/malicious SC-02/kev CQ-01/verified-secret".split(" "));
const WAIVER_DAYS = 180;
const WAIVED_FINDINGS = 100;

class Unusable extends Error {}

function applies(id, kind) {
  if (kind === "remote") return !NOT_FOR_REMOTES.has(id);
  return !(id === "AI-05" && kind !== "mcpb");
}

function compute({ kind, subject, at, results, past }) {
  const found = new Map(results.map((result) => [result.control, result]));
  const statusOf = (id) =>
    applies(id, kind) ? (found.get(id)?.status ?? "error") : "not_applicable";
  const required = [
    ...CONTROLS.filter(({ entry }) => !entry || subject === "entry"),
    ...(kind === "remote" ? REMOTE_GATES : []),
  ];
  const unknown = (status) => status === "not_checkable" || status === "error";

  const holds = (id, level, hopes) => {
    const status = statusOf(id);
    if (["pass", "warn", "waived", "not_applicable"].includes(status)) return true;
    const result = found.get(id);
    if (status === "fail") return level < (result.failsFromLevel ?? 0);
    if (hopes(result)) return true;
    return result?.reason === "scorecard_unavailable" && past.known[id]?.status !== "fail";
  };
  const reach = (hopes) => {
    let reached = 0;
    for (let level = 1; level <= KINDS[kind]; level += 1)
      if (required.every(({ id, level: own }) => own > level || holds(id, level, hopes)))
        reached = level;
    return reached;
  };
  const [floor, ceiling] = [reach(() => false), reach(() => true)];
  // However often it is looked at, what these rules never check is not found fine.
  const settled = reach((one) => one?.reason !== "not_implemented");

  const blocked = ["RG-05", "RG-07"].some((id) => {
    const status = found.get(id)?.status ?? "error";
    return status === "fail" || (unknown(status) && past.known[id]?.status === "fail");
  });
  let [level, flag, staleSince] = [floor, "provisional", null];
  if (blocked) [level, flag] = [0, "blocked"];
  else if (floor === settled) flag = "complete";
  else if (past.complete !== null) {
    const days = (Date.parse(at) - Date.parse(past.complete.at)) / 86_400_000;
    // What is too old to count has had its days of grace.
    const kept = Math.min(
      past.complete.level,
      reach((one) => one?.reason !== "expired"),
    );
    if (days <= GRACE_DAYS[kind] && kept > floor)
      [level, flag, staleSince] = [kept, "stale", past.complete.at];
  }

  const risk = worst(results, past, unknown, () => true);
  const cap = CAPS[worst(results, past, unknown, (status) => status !== "waived")] ?? 100;

  const weighed = required
    .map(({ id, level: own }) => ({ id, own, status: statusOf(id) }))
    .filter(({ status }) => status !== "not_applicable");
  const sum = (some, value) => some.reduce((total, one) => total + value(one), 0);
  const cover = (some) => [
    sum(
      some.filter(({ status }) => !unknown(status)),
      ({ own }) => WEIGHTS[own],
    ),
    sum(some, ({ own }) => WEIGHTS[own]),
  ];
  const [evaluated, applicable] = cover(weighed);
  const [basic, basicWhole] = cover(weighed.filter(({ own }) => own === 1));

  /** Of a kept level, what cannot be seen now counts as when it was last all seen. */
  const tenths = ({ id, status }) => {
    const before = flag === "stale" && unknown(status) ? past.complete.outcomes[id] : undefined;
    return TENTHS[before?.status ?? status] ?? 0;
  };
  const part = (some) => {
    const whole = sum(some, ({ own }) => 10 * WEIGHTS[own]);
    return whole === 0 ? [1, 1] : [sum(some, (one) => WEIGHTS[one.own] * tenths(one)), whole];
  };
  let score = null;
  if (level > 0 || ceiling === 0 || 100 * basic >= 75 * basicWhole) {
    const [least, most] = BANDS[level];
    const [got, of] = part(weighed.filter(({ own }) => own <= Math.max(1, level)));
    let [over, under] = [got, of];
    if (level > 0 && level < KINDS[kind]) {
      const [next, nextOf] = part(weighed.filter(({ own }) => own === level + 1));
      [over, under] = [7 * next * of + 3 * got * nextOf, 10 * nextOf * of];
    }
    score = Math.min(cap, least + Math.floor(((most - least) * over) / under));
  }

  const subScores = Object.fromEntries(
    GROUPS.map((group) => {
      const own = CONTROLS.filter(
        (control) => control.group === group && (!control.entry || subject === "entry"),
      ).map(({ id, level: at }) => ({ weight: WEIGHTS[at], status: statusOf(id) }));
      if (group === "data")
        own.push(
          ...DATA_HANDLING.map((id) => ({ weight: DATA_HANDLING_WEIGHT, status: statusOf(id) })),
        );
      const some = own.filter(({ status }) => status !== "not_applicable");
      const whole = sum(some, ({ weight }) => 10 * weight);
      const got = sum(some, ({ weight, status }) => weight * (TENTHS[status] ?? 0));
      return [group, some.length === 0 ? null : Math.floor((100 * got) / whole)];
    }),
  );
  const coverage = { evaluated, applicable };
  return { floor, ceiling, level, flag, staleSince, risk, score, coverage, subScores };
}

/** A result that says "waived" is, if its waiver is there and covers it; else its control fails. */
function settled(result, { at, artifact, waivers = [] }) {
  if (result.status !== "waived") return result;
  const waiver = waivers.find(({ id }) => id === result.waiverId);
  return waiver && covers(waiver, result, { at, digest: artifact.digest ?? null })
    ? result
    : { ...result, status: "fail" };
}

function covers(waiver, { control, findings }, { at, digest }) {
  const keyOf = ({ code, severity, title, file, line }) =>
    JSON.stringify([code, severity, title, file, line]);
  const seen = new Set(waiver.findings.map(keyOf));
  const blocking = findings.filter(({ action }) => action === "block");
  const days = (Date.parse(waiver.expiresAt) - Date.parse(waiver.grantedAt)) / 86_400_000;
  const never = ({ code, severity }) =>
    NEVER_WAIVED_CODES.has(code) || (control === "CQ-01" && severity === "critical");
  return (
    waiver.control === control &&
    (waiver.digest ?? null) === digest &&
    Date.parse(at) < Date.parse(waiver.expiresAt) &&
    days <= WAIVER_DAYS &&
    !NEVER_WAIVED.has(control) &&
    !findings.some(never) &&
    blocking.length > 0 &&
    blocking.length <= WAIVED_FINDINGS &&
    blocking.every((finding) => seen.has(keyOf(finding)))
  );
}

function worst(results, past, unknown, counts) {
  const statusOf = ({ control, status }) =>
    unknown(status) ? (past.known[control]?.status ?? status) : status;
  const ranks = results
    .filter((result) => counts(statusOf(result)))
    .map((result) => {
      if (unknown(result.status)) return RISKS.indexOf(past.known[result.control]?.risk ?? "none");
      return Math.max(0, ...result.findings.map((finding) => rank(result.control, finding)));
    });
  return RISKS[Math.max(0, ...ranks)];
}

function rank(control, { severity, action }) {
  if (severity === "info") return 0;
  if (severity === "low") return 1;
  if (severity === "medium" || action !== "block") return 2;
  return severity === "critical" && CRITICAL.has(control) ? 4 : 3;
}

function read(file) {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Unusable(`${file} cannot be read (${error.code}).`);
  }
  let document;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Unusable(
      `${file} is not JSON. What npm says itself must not be in it: npm run --silent gatehouse -- …`,
    );
  }
  if (document?.format !== FORMAT)
    throw new Unusable(`${file} is no trust export (${FORMAT}): its "format" says otherwise.`);
  if (document.ruleSet !== RULE_SET)
    throw new Unusable(
      `${file} is of the rule set ${document.ruleSet}; this program knows ${RULE_SET}.`,
    );
  if (!Array.isArray(document.options) || document.options.length === 0)
    throw new Unusable(`${file} holds no evaluation ("options" is empty).`);
  document.options.forEach(check);
  return document;
}

function check(option, at) {
  const place = `options[${at}]`;
  const known = new Set((option.evidence ?? []).map(({ sha256 }) => sha256));
  if (!Object.hasOwn(KINDS, option.kind))
    throw new Unusable(`${place}.kind is none that is scored.`);
  if (option.subject !== "entry" && option.subject !== "artifact")
    throw new Unusable(`${place}.subject has to be entry or artifact.`);
  if (!Array.isArray(option.results)) throw new Unusable(`${place}.results is missing.`);
  if (typeof option.past?.known !== "object" || option.past.complete === undefined)
    throw new Unusable(`${place}.past is missing.`);
  if (Number.isNaN(Date.parse(option.at))) throw new Unusable(`${place}.at is no time.`);
  const seen = new Set();
  for (const { control, status, evidence } of option.results) {
    if (seen.has(control)) throw new Unusable(`${place}: ${control} has two results.`);
    seen.add(control);
    if (status !== "not_applicable" && !Object.hasOwn(TENTHS, status))
      throw new Unusable(`${place}: ${control} has the status ${status}, which is none.`);
    const missing = (evidence ?? []).find((sha256) => !known.has(sha256));
    if (missing)
      throw new Unusable(`${place}: ${control} rests on ${missing}, which is not listed.`);
  }
}

/** The same text for the same meaning: keys in order. */
const canonical = (value) =>
  JSON.stringify(value, (_key, inner) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );

function compare(option) {
  const results = option.results.map((result) => settled(result, option));
  const computed = compute({ ...option, results });
  const differences = Object.keys(computed)
    .filter((field) => canonical(computed[field]) !== canonical(option.evaluation?.[field] ?? null))
    .map((field) => ({
      field,
      given: option.evaluation?.[field] ?? null,
      computed: computed[field],
    }));
  return { artifact: option.artifact, computed, differences };
}

const nameOf = ({ kind, name, version }) => `${kind}:${name}${version ? `@${version}` : ""}`;

/** The least of the install options: what the whole version gets. */
function least(options) {
  const levels = options.map(({ computed }) => computed.level);
  const scores = options.map(({ computed }) => computed.score);
  return {
    level: Math.min(...levels),
    score: scores.includes(null) ? null : Math.min(...scores),
  };
}

function main(args) {
  const json = args.includes("--json");
  const files = args.filter((arg) => !arg.startsWith("--"));
  if (files.length !== 1 || args.some((arg) => arg.startsWith("--") && arg !== "--json"))
    throw new Unusable("Usage: node verify-trust.mjs <trust.json> [--json]");
  const document = read(files[0]);
  const options = document.options.map(compare);
  const whole = least(options);
  const differences = options.flatMap((option) => option.differences);
  for (const field of ["level", "score"])
    if (document[field] !== undefined && document[field] !== whole[field])
      differences.push({ field, given: document[field], computed: whole[field] });
  if (json)
    process.stdout.write(
      `${JSON.stringify({ same: differences.length === 0, ...whole, options })}\n`,
    );
  else {
    for (const { artifact, computed, differences: own } of options) {
      const score = computed.score === null ? "not assessed" : `score ${computed.score}`;
      process.stdout.write(
        `${nameOf(artifact)}: L${computed.level} (${computed.flag}), ${score}, risk ${computed.risk}\n`,
      );
      for (const { field, given, computed: right } of own)
        process.stdout.write(
          `  ${field}: the export says ${canonical(given)}, it is ${canonical(right)}\n`,
        );
    }
    process.stdout.write(
      differences.length === 0
        ? "The same as in the export.\n"
        : `${differences.length} figures differ from the export.\n`,
    );
  }
  return differences.length === 0 ? 0 : 1;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Unusable ? error.message : error.stack}\n`);
  process.exitCode = 2;
}
