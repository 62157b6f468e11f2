import { CONTROLS } from "#lib/trust/core/controls.ts";
import { table } from "./report.ts";
import { median } from "./statistics.ts";
import type { PackageRow } from "./trust-scan-packages.ts";
import type { PackageScans } from "./trust-scan-process.ts";

/** Aim of the issue for a typical server with a warm cache, in seconds. */
const WARM_AIM = 60;
const MEMORY_AIM = 512;
const MOST_DETAIL = 110;

type Done = PackageRow & { scans: PackageScans };
type Report = PackageScans["warm"]["report"];

export function packageSections(rows: readonly PackageRow[]): string[] {
  const done = rows.filter((row): row is Done => row.scans !== null);
  return [
    "",
    "### Real packages",
    "",
    ...summary(rows, done),
    "",
    ...packageTable(rows),
    "",
    "#### What fails on them",
    "",
    "Failures of at least one package, by the finding that blocks. What asks for a declaration or for rows of a registry is not checkable without a server.json.",
    "",
    ...failureTable(done),
    "",
    "#### What could not be checked",
    "",
    ...uncheckedTable(done),
  ];
}

function summary(rows: readonly PackageRow[], done: readonly Done[]): string[] {
  const of = (pick: (scans: PackageScans) => number) => done.map(({ scans }) => pick(scans));
  const most = (list: number[], digits: number) => Math.max(0, ...list).toFixed(digits);
  const cold = of(({ cold: run }) => run.seconds);
  const warm = of(({ warm: run }) => run.seconds);
  const used = of(({ warm: run }) => run.cpuSeconds);
  const isMet = warm.every((seconds) => seconds <= WARM_AIM) ? "met" : "**not met**";
  const memory = (role: "fetcher" | "scanner" | "server") =>
    `${most(
      of((scans) => scans.memory[role]),
      0,
    )} MB`;
  const isSmall = of(({ memory: { scanner } }) => scanner).every((mb) => mb <= MEMORY_AIM);
  return [
    `${done.length} of ${rows.length} scans completed. Cold: median ${median(cold).toFixed(1)} s, at most ${most(cold, 1)} s; warm: median ${median(warm).toFixed(1)} s, at most ${most(warm, 1)} s (aim ${WARM_AIM} s for a typical server: ${isMet} for all). A warm scan takes ${median(used).toFixed(1)} s of processor time, at most ${most(used, 1)} s, of all its processes together. Peak memory: ${memory("scanner")} in the fenced process that reads code (aim ${MEMORY_AIM} MB: ${isSmall ? "met" : "**not met**"}), ${memory("fetcher")} in the process that fetches and judges, ${memory("server")} in a package's own server while it is asked for its tools.`,
  ];
}

function packageTable(rows: readonly PackageRow[]): string[] {
  const head = [
    "package",
    "cold s",
    "warm s",
    "CPU s",
    "scanner MB",
    "level",
    "may be",
    "score",
    "risk",
    "checked",
    "components",
    "tools",
  ];
  return table(
    head,
    rows.map(({ name, scans, error }) => {
      if (scans === null) return [name, error ?? "", ...head.slice(2).map(() => "")];
      const { cold, warm, memory } = scans;
      const { level, ceiling, score, risk, coverage } = warm.report.evaluation;
      return [
        name,
        cold.seconds.toFixed(1),
        warm.seconds.toFixed(1),
        warm.cpuSeconds.toFixed(1),
        memory.scanner.toFixed(0),
        `L${level}`,
        `L${ceiling}`,
        score === null ? "–" : String(score),
        risk,
        `${Math.floor((100 * coverage.evaluated) / coverage.applicable)} %`,
        numberIn(warm.report, "SC-01", /with (\d+) components/) ?? "–",
        toolsOf(warm.report),
      ];
    }),
  );
}

const resultOf = ({ results }: Report, id: string) => results.find(({ control }) => control === id);

const numberIn = (report: Report, id: string, pattern: RegExp): string | undefined =>
  pattern.exec(resultOf(report, id)?.detail ?? "")?.[1];

/** How many it told, or why it told none. */
function toolsOf(report: Report): string {
  const result = resultOf(report, "CD-01");
  if (result?.status !== "not_checkable")
    return numberIn(report, "CD-01", /It has (\d+) tools/) ?? result?.status ?? "";
  const detail = cell(result.detail);
  return detail.length > MOST_DETAIL ? `${detail.slice(0, MOST_DETAIL)}…` : detail;
}

function failureTable(done: readonly Done[]): string[] {
  const counts = new Map<string, { title: string; packages: string[] }>();
  for (const { name, scans } of done)
    for (const { findings, status } of scans.warm.report.results) {
      if (status !== "fail") continue;
      for (const { code, title, action } of findings) {
        if (action !== "block") continue;
        const known = counts.get(code) ?? { title, packages: [] };
        if (!known.packages.includes(name)) known.packages.push(name);
        counts.set(code, known);
      }
    }
  const rows = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  return table(
    ["finding", "packages", "for example"],
    rows.map(([code, { title, packages }]) => [
      code,
      String(packages.length),
      packages.length > 3 ? cell(title) : `${packages.join(", ")}: ${cell(title)}`,
    ]),
  );
}

const cell = (text: string): string =>
  text.replace(/\s+/g, " ").replaceAll("|", "\\|").replaceAll("`", "'").replaceAll("<", "&lt;");

function uncheckedTable(done: readonly Done[]): string[] {
  const counts = new Map<string, number>();
  for (const { scans } of done)
    for (const { control, status, reason } of scans.warm.report.results)
      if (status === "not_checkable" || status === "error") {
        const key = `${control} ${reason ?? "error"}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
  const rows = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  return table(
    ["control", "reason", "packages"],
    rows.map(([key, count]) => {
      const [control = "", reason = ""] = key.split(" ");
      const title = Object.entries(CONTROLS).find(([id]) => id === control)?.[1].title ?? "";
      return [`${control} ${title}`, reason, String(count)];
    }),
  );
}
