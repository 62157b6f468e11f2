import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { systemContext } from "#lib/testing/context.ts";
import { listingCast, scansOf, submissionOf } from "#lib/testing/submission-scans.ts";
import { cleanTool, cleanTools } from "#lib/testing/trust-facts.ts";
import { unknown } from "#lib/testing/trust-results.ts";
import { scannedOf } from "#lib/testing/trust-scans.ts";
import { runScan } from "#lib/trust/run-scan.ts";
import { getRequest } from "./get-request.ts";
import { raiseTier } from "./raise-tier.ts";

const FINE = { "CQ-06": unknown("not_implemented") };
const READS = { readOnlyHint: true, openWorldHint: false };
const search = { ...cleanTool(), name: "search", annotations: READS };
const one = (identifier: string) => ({
  ...{ registryType: "npm", identifier, version: "1.0.0", transport: { type: "stdio" } },
});
const TWO = { packages: [one("@test/a"), one("@test/b")] };
const DECLARED = {
  _meta: {
    "io.modelcontextprotocol.registry/publisher-provided": {
      tools: [{ name: "search", description: "Finds.", annotations: READS }],
    },
  },
};

type Cast = Awaited<ReturnType<typeof listingCast>>;
const stand = async ({ first, requestId }: Cast) => {
  const view = await getRequest(first.ctx(), { id: requestId });
  const effects = view?.riskReasons.find(({ rule }) => rule === "tool_effects");
  return { tier: view?.tier, points: effects?.points, text: effects?.text };
};

/** Each way to install it in turn; answers how the request stood before each, and at the end. */
async function scanInTurn(all: Cast, told: ("tools" | "nothing" | "a failure")[]) {
  const { versionId } = await submissionOf(all.requestId);
  const [scan] = await scansOf(versionId);
  const seen: Awaited<ReturnType<typeof stand>>[] = [];
  let turn = 0;
  await runScan(systemContext(), scan?.id ?? "", {
    signal: new AbortController().signal,
    open: () => ({}) as ReturnType<Parameters<typeof runScan>[2]["open"]>,
    scan: (reference) => scanned(reference),
  });
  return [...seen, await stand(all)];

  async function scanned(reference: Parameters<typeof scannedOf>[0]) {
    seen.push(await stand(all));
    const what = told[turn];
    turn += 1;
    if (what === "a failure") throw new AppError("conflict", "It broke.");
    const tools = cleanTools("npm", { tools: what === "tools" ? [search] : [] });
    return scannedOf(reference, { at: new Date().toISOString(), changes: FINE, tools });
  }
}

const toldOfTier = ({ requestId }: Cast) =>
  db.outboxEvent.count({ where: { subjectId: requestId, title: { contains: " is now " } } });

describe("while a scan has more to look at", () => {
  test("what it has not reached counts as declared, and nobody is told of another tier", async () => {
    const all = await listingCast({}, { ...TWO, ...DECLARED });
    const tiers = (await scanInTurn(all, ["tools", "tools"])).map(({ tier }) => tier);
    expect(tiers).toEqual(["medium", "medium", "medium"]);
    expect(await toldOfTier(all)).toBe(0);
  });

  test("what is declared by nobody stays unknown", async () => {
    const all = await listingCast({}, TWO);
    const points = (await scanInTurn(all, ["tools", "tools"])).map((at) => at.points);
    expect(points).toEqual([3, 3, 0]);
  });

  test.each(["nothing", "a failure"] as const)(
    "at its end a way to install it whose scan gives %s is unknown beside the others",
    async (last) => {
      const all = await listingCast({}, { ...TWO, ...DECLARED });
      const [, midway, end] = await scanInTurn(all, ["tools", last]);
      expect(midway).toMatchObject({ points: 0 });
      expect(end).toMatchObject({
        points: 3,
        text: expect.stringContaining("installed by packages[1]") as string,
      });
    },
  );

  test("a raise stays as it was", async () => {
    const all = await listingCast({}, { ...TWO, ...DECLARED });
    const { requestId } = all;
    await raiseTier(all.first.ctx(), { requestId, tier: "high", reason: "It reads our mail." });
    const tiers = (await scanInTurn(all, ["tools", "tools"])).map(({ tier }) => tier);
    expect(tiers).toEqual(["high", "high", "high"]);
    expect(await toldOfTier(all)).toBe(1);
  });
});
