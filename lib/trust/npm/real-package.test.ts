import { expect, test } from "vitest";
import { env } from "#lib/config/env.ts";
import type { Reach } from "../collect/reach.ts";
import { collectNpm } from "./collect-npm.ts";

const NAME = "@modelcontextprotocol/server-filesystem";
const VERSION = "2026.8.31";

/** The configured registry, as it is on the machine that runs this. */
const reach = (): Reach => ({
  sources: {
    npm: env.intake.npm,
    pypi: env.intake.pypi,
    osv: null,
    epss: null,
    kev: null,
    scorecard: null,
    github: "https://github.invalid",
    allowedHosts: [],
    timeoutMs: 20_000,
  },
  signal: AbortSignal.timeout(100_000),
  now: () => new Date(),
  evidence: [],
  onStep: () => undefined,
});

test(
  "a real MCP server is read whole from a real registry",
  { timeout: 120_000 },
  async (context) => {
    const got = await collectNpm(reach(), { name: NAME, version: VERSION });
    if (!got.manifest.ok) return context.skip(`The npm registry: ${got.manifest.detail}`);
    expect(got.manifest.value).toMatchObject({
      name: NAME,
      version: VERSION,
      serverName: "io.github.modelcontextprotocol/server-filesystem",
      installScripts: [],
      issues: [],
    });
    expect(got.bytes.ok && got.bytes.value.expected === got.bytes.value.actual).toBe(true);
    // Mirrors may cut signatures out; where there is one it has to hold.
    expect(got.signature.ok ? got.signature.value.registry : got.signature.reason).toMatch(
      /^(valid|unreachable)$/,
    );
    const tree = got.tree.ok ? got.tree.value : null;
    expect(tree).toMatchObject({ lock: "resolved", missing: [], foreign: [], lockIssues: [] });
    expect(tree?.components.length).toBeGreaterThan(50);
    expect(tree?.components.map(({ name }) => name)).toContain("@modelcontextprotocol/sdk");
    expect(tree?.components.filter(({ integrity, license }) => !integrity || !license)).toEqual([]);
  },
);
