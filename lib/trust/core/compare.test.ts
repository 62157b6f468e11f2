import { describe, expect, test } from "vitest";
import { days, failing, found, result, unknown } from "#lib/testing/trust-results.ts";
import { componentChanges, controlChanges, findingChanges } from "./compare.ts";

describe("controls of two evaluations", () => {
  test("that stand as before are left out, and it is said whether it got better", () => {
    const before = [
      result("SC-02", failing("SC-02")),
      result("CQ-01"),
      result("PR-01"),
      result("CD-03", { ...failing("CD-03"), failsFromLevel: 2 }),
      result("AI-01"),
    ];
    const after = [
      result("SC-02", { status: "warn" }),
      result("CQ-01", failing("CQ-01")),
      result("PR-01", unknown("timeout")),
      result("CD-03", { ...failing("CD-03"), failsFromLevel: 3 }),
      result("AI-01"),
      result("SC-01"),
    ];
    const changes = controlChanges(before, after);
    expect(changes.map(({ control, direction }) => [control, direction])).toEqual([
      ["SC-01", "other"],
      ["SC-02", "better"],
      ["CQ-01", "worse"],
      ["CD-03", "better"],
      ["PR-01", "other"],
    ]);
    expect(changes[0]?.from).toBeNull();
    expect(changes.at(-1)?.to).toEqual({
      status: "not_checkable",
      reason: "timeout",
      detail: "",
    });
  });

  test("say of what is waived until when", () => {
    const waived = result("SC-02", {
      ...failing("SC-02"),
      ...{ status: "waived", waiverId: "w", waivedUntil: days(30) },
    });
    const [change] = controlChanges([result("SC-02", failing("SC-02"))], [waived]);
    expect(change).toMatchObject({ direction: "better", to: { waivedUntil: days(30) } });
    expect(change?.from).not.toHaveProperty("waivedUntil");
  });
});

describe("findings of two evaluations", () => {
  const one = (title: string, file: string | null = null, line: number | null = null) => ({
    ...found("high"),
    ...{ title, file, line },
  });

  test("are the same on another line and in another version of the package", () => {
    const before = [one("left@1.0.0 is weak (GHSA-1)"), one("eval", "a.js", 3)];
    const after = [one("left@1.1.0-beta.2 is weak (GHSA-1)"), one("eval", "a.js", 90)];
    expect(
      findingChanges(
        [result("SC-02", { findings: before })],
        [result("SC-02", { findings: after })],
      ),
    ).toEqual({ added: [], gone: [], same: 2 });
  });

  test("count each time that they are there; another file or control is another finding", () => {
    const changes = findingChanges(
      [
        result("CQ-05", { findings: [one("eval", "a.js", 1), one("eval", "a.js", 2)] }),
        result("CQ-03", { findings: [one("eval", "a.js", 1)] }),
      ],
      [result("CQ-05", { findings: [one("eval", "a.js", 9), one("eval", "b.js", 1)] })],
    );
    expect(changes).toMatchObject({
      added: [{ control: "CQ-05", file: "b.js" }],
      gone: [
        { control: "CQ-05", line: 2 },
        { control: "CQ-03", line: 1 },
      ],
      same: 1,
    });
  });
});

test("components are compared by package, with all versions that are there", () => {
  const part = (name: string, version: string) => ({
    ...{ name, version },
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
  });
  const before = [
    part("a", "1.0.0"),
    part("b", "1.0.0"),
    part("b", "2.0.0"),
    part("@x/y", "1.0.0"),
  ];
  const after = [part("a", "1.0.0"), part("b", "2.0.0"), part("c", "1.0.0"), part("@x/y", "1.1.0")];
  expect(componentChanges(before, after)).toEqual({
    added: [{ name: "c", versions: ["1.0.0"] }],
    removed: [],
    changed: [
      { name: "@x/y", from: ["1.0.0"], to: ["1.1.0"] },
      { name: "b", from: ["1.0.0", "2.0.0"], to: ["2.0.0"] },
    ],
    same: 1,
  });
});

test("components without a version, or found twice, are one package in one version", () => {
  const bare = (name: string) => ({ name, version: "", purl: `pkg:npm/${name}` });
  const twice = { name: "c", version: "1.0.0", purl: "pkg:npm/c@1.0.0" };
  expect(componentChanges([bare("a"), bare("b"), twice], [bare("a"), twice, twice])).toEqual({
    added: [],
    removed: [{ name: "b", versions: [""] }],
    changed: [],
    same: 2,
  });
});

test("versions are compared one by one, not as one text", () => {
  const part = (version: string) => ({ name: "a", version, purl: `pkg:npm/a@${version}` });
  expect(componentChanges(["1", "12"].map(part), ["11", "2"].map(part)).changed).toHaveLength(1);
  expect(componentChanges(["1", "2"].map(part), ["2", "1"].map(part))).toMatchObject({
    ...{ changed: [], same: 1 },
  });
});
