import { describe, expect, it } from "vitest";
import { checkDeployment, DEFAULT_DEPLOYMENT_RULES } from "#lib/catalog/core/deployment-model.ts";
import { OFFICIAL_POLICY } from "#lib/catalog/core/publish-policy.ts";
import { validateDocument } from "#lib/catalog/validate-document.ts";
import { DEMO_CATEGORIES, DEMO_SERVERS } from "./catalog.ts";
import type { DemoServer, DemoTool } from "./demo-server.ts";
import { SCHEMA } from "./documents.ts";
import { DEMO_PEOPLE, DEMO_TEAMS } from "./people.ts";

/** The official rules, and the company's own image registry. */
const ACME_POLICY = {
  ...OFFICIAL_POLICY,
  imageHosts: [...OFFICIAL_POLICY.imageHosts, "registry.acme.example"],
};

const teamSlugs = new Set(DEMO_TEAMS.map(({ slug }) => slug));
const emails = new Set(DEMO_PEOPLE.map(({ email }) => email));
const nameOf = (server: DemoServer): string => server.versions[0]?.document.name ?? "";
const cases = DEMO_SERVERS.map((server) => [nameOf(server), server] as const);
const countBy = (lifecycle: DemoServer["lifecycle"]): number =>
  DEMO_SERVERS.filter((server) => server.lifecycle === lifecycle).length;

describe("the demo catalog as a whole", () => {
  it("has about forty public servers and a few internal ones, each named once", () => {
    const internal = DEMO_SERVERS.filter(({ origin }) => origin === "internal");
    expect(DEMO_SERVERS.length - internal.length).toBeGreaterThanOrEqual(40);
    expect(internal.length).toBeGreaterThanOrEqual(4);
    expect(new Set(DEMO_SERVERS.map(nameOf)).size).toBe(DEMO_SERVERS.length);
  });

  it("shows every lifecycle state, most servers being approved", () => {
    expect(countBy("candidate")).toBeGreaterThanOrEqual(5);
    expect(countBy("in_review")).toBe(3);
    expect(countBy("approved")).toBeGreaterThanOrEqual(25);
    expect(countBy("deprecated")).toBe(3);
    expect(countBy("retired")).toBe(2);
    expect(countBy("rejected")).toBe(2);
  });

  it("has one quarantined server, which is approved, and one that nobody owns", () => {
    const quarantined = DEMO_SERVERS.filter(({ quarantineNote }) => quarantineNote !== undefined);
    expect(quarantined.map(({ lifecycle }) => lifecycle)).toEqual(["approved"]);
    expect(DEMO_SERVERS.filter(({ ownerTeam }) => ownerTeam === null)).toHaveLength(1);
  });

  it("has several versions of at least fifteen servers, some new ones still under scrutiny", () => {
    expect(DEMO_SERVERS.filter(({ versions }) => versions.length > 1).length).toBeGreaterThan(14);
    const scrutinised = DEMO_SERVERS.filter(
      ({ lifecycle, versions }) =>
        lifecycle === "approved" &&
        ["candidate", "in_review"].includes(versions.at(-1)?.lifecycle ?? ""),
    );
    expect(scrutinised.length).toBeGreaterThanOrEqual(5);
  });

  it("has differences between the tools of two versions for at least five servers", () => {
    const differing = DEMO_SERVERS.filter(({ versions }) =>
      versions.some(({ tools }) => tools !== undefined),
    );
    expect(differing.length).toBeGreaterThanOrEqual(5);
  });

  it("has a read-only tool that turns destructive in a candidate version", () => {
    const turned = DEMO_SERVERS.flatMap(({ tools, versions }) =>
      versions
        .filter(({ lifecycle }) => lifecycle === "candidate")
        .flatMap((version) => version.tools ?? [])
        .filter((tool) => isDestructive(tool) && tools.some((old) => isReadOnlyForm(old, tool))),
    );
    expect(turned.map(({ name }) => name)).toContain("quote_price");
  });

  it("uses all three deployment models, every category and every data classification", () => {
    const models = DEMO_SERVERS.flatMap(({ deployments }) => deployments.map(({ model }) => model));
    expect(new Set(models)).toEqual(new Set(["cloud", "self_hosted", "hybrid"]));
    const categories = DEMO_SERVERS.flatMap((server) => server.categories);
    expect(new Set(categories)).toEqual(new Set(DEMO_CATEGORIES));
    const classes = new Set(DEMO_SERVERS.map(({ classification }) => classification));
    expect(classes).toEqual(new Set(["public", "internal", "confidential", "restricted", null]));
  });

  it("gives no remote address to two servers", () => {
    const owners = new Map<string, Set<string>>();
    for (const [name, server] of cases) {
      for (const { url } of server.versions.flatMap(({ document }) => document.remotes ?? [])) {
        owners.set(url, (owners.get(url) ?? new Set()).add(name));
      }
    }
    expect([...owners].filter(([, names]) => names.size > 1)).toEqual([]);
  });

  it("has READMEs of readable length", () => {
    const readmes = DEMO_SERVERS.flatMap(({ readme }) => (readme === undefined ? [] : [readme]));
    expect(readmes.length).toBeGreaterThanOrEqual(12);
    for (const readme of readmes) {
      const words = readme.split(/\s+/).length;
      expect(words, readme.slice(0, 40)).toBeGreaterThanOrEqual(80);
      expect(words, readme.slice(0, 40)).toBeLessThanOrEqual(250);
    }
  });
});

describe.each(cases)("%s", (name, server) => {
  it("has documents the official schema and rules accept", () => {
    for (const { document } of server.versions) {
      expect(document.$schema).toBe(SCHEMA);
      const { issues } = validateDocument(document, ACME_POLICY);
      expect(issues.filter(({ severity }) => severity === "error")).toEqual([]);
    }
  });

  it("keeps one name over distinct versions, oldest first", () => {
    expect(server.versions.every(({ document }) => document.name === name)).toBe(true);
    const versions = server.versions.map(({ document }) => document.version);
    expect(new Set(versions).size).toBe(versions.length);
    const ages = server.versions.map(({ publishedDaysAgo }) => publishedDaysAgo);
    expect(ages).toEqual([...ages].sort((a, b) => b - a));
  });

  it("has an approved version exactly when it is approved itself", () => {
    const approved = server.versions.some(({ lifecycle }) => lifecycle === "approved");
    expect(approved).toBe(server.lifecycle === "approved");
  });

  it("runs only where its data may be, each deployment once", () => {
    const places = server.deployments.map(({ environment, provider, address }) =>
      JSON.stringify([environment, provider, address]),
    );
    expect(new Set(places).size).toBe(places.length);
    for (const { model } of server.deployments) {
      expect(checkDeployment(DEFAULT_DEPLOYMENT_RULES, server.classification, model)).toEqual({
        ok: true,
      });
    }
  });

  it("belongs to teams and people that exist", () => {
    const teams = [server.ownerTeam ?? [], server.visibleToTeams ?? []].flat();
    expect(teams.filter((slug) => !teamSlugs.has(slug))).toEqual([]);
    if (server.deputy !== undefined) expect(emails).toContain(server.deputy);
  });

  it("is described in two to six lower-case tags and known categories", () => {
    expect(server.tags.length).toBeGreaterThanOrEqual(2);
    expect(server.tags.length).toBeLessThanOrEqual(6);
    expect(server.tags.filter((tag) => !/^[a-z0-9-]+$/.test(tag))).toEqual([]);
    expect(server.categories.length).toBeGreaterThan(0);
    const known: readonly string[] = DEMO_CATEGORIES;
    expect(server.categories.filter((category) => !known.includes(category))).toEqual([]);
  });

  it("is exposed anonymously only when it was approved once and everybody may see it", () => {
    if (!server.exposed) return;
    expect(["approved", "deprecated"]).toContain(server.lifecycle);
    expect(server.visibleToTeams).toBeUndefined();
  });

  it("names each tool once and gives it an object schema", () => {
    for (const tools of [server.tools, ...server.versions.map((version) => version.tools ?? [])]) {
      expect(new Set(tools.map((tool) => tool.name)).size).toBe(tools.length);
      expect(tools.every(({ inputSchema }) => inputSchema["type"] === "object")).toBe(true);
    }
  });
});

it("puts every demo person into teams that exist", () => {
  const slugs = DEMO_PEOPLE.flatMap(({ teams }) => teams);
  expect(slugs.filter((slug) => !teamSlugs.has(slug))).toEqual([]);
});

function isDestructive({ annotations }: DemoTool): boolean {
  return annotations?.destructiveHint === true;
}

function isReadOnlyForm(old: DemoTool, tool: DemoTool): boolean {
  return old.name === tool.name && old.annotations?.readOnlyHint === true;
}
