/** Two evaluations side by side: what one has and the other has not. */
import { CONTROL_IDS, CONTROLS, type ControlId } from "./controls.ts";
import type { Component } from "./facts.ts";
import type { ControlResult, Finding } from "./result.ts";
import type { Reason, Status } from "./words.ts";

export type Seen = {
  status: Status;
  reason: Reason | null;
  detail: string;
  /** Of what is waived. */
  waivedUntil?: string;
};
export type ControlChange = {
  control: ControlId;
  title: string;
  /** Null: that evaluation had no such control. */
  from: Seen | null;
  to: Seen | null;
  /** `other`: one of the two could not be checked or does not apply. */
  direction: "better" | "worse" | "other";
};

/** Controls whose status, or the level from which they fail, is another. */
export function controlChanges(
  before: readonly ControlResult[],
  after: readonly ControlResult[],
): ControlChange[] {
  return CONTROL_IDS.flatMap((control) => {
    const [from, to] = [before, after].map((some) => some.find((one) => one.control === control));
    if (from?.status === to?.status && from?.failsFromLevel === to?.failsFromLevel) return [];
    return [
      {
        control,
        title: CONTROLS[control].title,
        from: seen(from),
        to: seen(to),
        direction: directionOf(from, to),
      },
    ];
  });
}

const seen = (result: ControlResult | undefined): Seen | null =>
  result === undefined
    ? null
    : {
        ...{ status: result.status, reason: result.reason, detail: result.detail },
        ...(result.waivedUntil === undefined ? {} : { waivedUntil: result.waivedUntil }),
      };

const RANK: Readonly<Partial<Record<Status, number>>> = { fail: 0, waived: 10, warn: 20, pass: 30 };

function directionOf(
  from: ControlResult | undefined,
  to: ControlResult | undefined,
): ControlChange["direction"] {
  const [before, after] = [from, to].map((one) => {
    const rank = one === undefined ? undefined : RANK[one.status];
    return rank === undefined ? undefined : rank + (one?.failsFromLevel ?? 0);
  });
  if (before === undefined || after === undefined) return "other";
  return after > before ? "better" : "worse";
}

export type ComparedFinding = Finding & { control: ControlId };
export type FindingChanges = {
  added: ComparedFinding[];
  gone: ComparedFinding[];
  /** How many both have. */
  same: number;
};

/** By what they say of what, wherever the line has moved to and whatever version it is of. */
export function findingChanges(
  before: readonly ControlResult[],
  after: readonly ControlResult[],
): FindingChanges {
  const left = new Map<string, ComparedFinding[]>();
  for (const finding of allOf(before)) {
    const key = findingKey(finding);
    left.set(key, [...(left.get(key) ?? []), finding]);
  }
  const added: ComparedFinding[] = [];
  let same = 0;
  for (const finding of allOf(after)) {
    if (left.get(findingKey(finding))?.shift() === undefined) added.push(finding);
    else same += 1;
  }
  return { added, gone: [...left.values()].flat(), same };
}

const allOf = (results: readonly ControlResult[]): ComparedFinding[] =>
  results.flatMap(({ control, findings }) => findings.map((one) => ({ ...one, control })));

const VERSION = /@v?\d[\w.+-]*/g;

/** The same for one thing found in two evaluations. */
export const findingKey = ({ control, code, file, title }: ComparedFinding): string =>
  JSON.stringify([control, code, file, title.replaceAll(VERSION, "")]);

type Part = Pick<Component, "name" | "version" | "purl">;
export type ComponentChanges = {
  added: { name: string; versions: string[] }[];
  removed: { name: string; versions: string[] }[];
  changed: { name: string; from: string[]; to: string[] }[];
  /** How many are the same in the same versions. */
  same: number;
};

/** By package: one may be there in several versions. */
export function componentChanges(
  before: readonly Part[],
  after: readonly Part[],
): ComponentChanges {
  const [old, young] = [byPackage(before), byPackage(after)];
  const only = (some: Packages, other: Packages) =>
    [...some].filter(([key]) => !other.has(key)).map(([, one]) => one);
  const both = [...young].flatMap(([key, { name, versions }]) => {
    const was = old.get(key);
    return was === undefined ? [] : [{ name, from: was.versions, to: versions }];
  });
  const isSame = ({ from, to }: (typeof both)[number]) => from.join("\n") === to.join("\n");
  return {
    added: only(young, old),
    removed: only(old, young),
    changed: both.filter((one) => !isSame(one)),
    same: both.filter(isSame).length,
  };
}

type Packages = Map<string, { name: string; versions: string[] }>;

function byPackage(components: readonly Part[]): Packages {
  const packages: Packages = new Map();
  const sorted = [...components].sort((one, other) => (one.purl < other.purl ? -1 : 1));
  for (const { name, version, purl } of sorted) {
    const at = purl.lastIndexOf("@");
    const key = at === -1 ? purl : purl.slice(0, at);
    const one = packages.get(key) ?? { name, versions: [] };
    if (!one.versions.includes(version)) one.versions.push(version);
    packages.set(key, one);
  }
  return packages;
}
