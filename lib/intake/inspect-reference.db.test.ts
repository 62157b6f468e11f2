import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addVersion,
  createPerson,
  createServer,
  reviewCast,
  serverDocument,
  uniqueName,
} from "#lib/testing/factories.ts";
import { npmDocument, startPackageRegistries } from "#lib/testing/package-registries.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { validateDocument } from "#lib/catalog/validate-document.ts";
import { db } from "#lib/db/client.ts";
import { intakeOf } from "./inspect-reference.ts";
import { EvidenceSchema } from "./schemas.ts";

let world: Awaited<ReturnType<typeof startPackageRegistries>>;
let person: Awaited<ReturnType<typeof createPerson>>;
beforeAll(async () => {
  world = await startPackageRegistries();
  person = await createPerson();
});
afterAll(() => world.close());

const unique = (start: string) => `${start}-${uniqueName().slice(5, 13)}`;
const npmPath = (name: string) => `/npm/${name.replace("/", "%2F")}`;

async function inspect(reference: string) {
  const view = await intakeOf(world.sources)(person.ctx(), { reference });
  // Whatever strangers wrote, what the form carries along and the database keeps has this shape.
  expect(EvidenceSchema.parse(view.evidence)).toEqual(view.evidence);
  return view;
}
const statusOf = (view: Awaited<ReturnType<typeof inspect>>, source: string) =>
  view.evidence.sources.find((one) => one.source.startsWith(source))?.status;

describe("an npm package", () => {
  test("fills the form: name from its repository, licence, maintainers, versions, downloads", async () => {
    const name = `@acme/${unique("files")}`;
    world.put(
      npmPath(name),
      npmDocument(name, {
        repository: { type: "git", url: "git+https://github.com/Acme/files.git" },
        homepage: "https://files.test.example",
        scripts: { postinstall: "node x.js" },
      }),
    );
    world.put(`/counts/downloads/point/last-week/${name}`, { downloads: 1_234 });
    const view = await inspect(name);
    expect(view).toMatchObject({ found: true, readAs: { label: "npm package" } });
    expect(view.document).toEqual({
      $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
      name: "io.github.acme/files",
      description: "Reads files.",
      version: "1.2.0",
      repository: { url: "https://github.com/Acme/files", source: "github" },
      websiteUrl: "https://files.test.example",
      packages: [
        { registryType: "npm", identifier: name, version: "1.2.0", transport: { type: "stdio" } },
      ],
    });
    expect(validateDocument(view.document)).toMatchObject({ valid: true });
    expect(view.evidence).toMatchObject({
      licence: "MIT",
      maintainers: ["ada"],
      repository: "https://github.com/Acme/files",
      downloadsPerWeek: 1_234,
      versionCount: 2,
      versions: [{ version: "1.2.0", at: "2026-03-04T05:06:07.000Z" }, { version: "1.1.0" }],
      transports: ["stdio"],
      cautions: ["It runs a script of its own when it is installed: postinstall."],
    });
    expect(view.evidence.assumptions.join(" ")).toMatch(/stdio is assumed.*no settings/);
  });

  test("takes name, settings and transport from the official entry that names it", async () => {
    const name = unique("files");
    const official = `io.github.acme/${name}`;
    world.put(npmPath(name), npmDocument(name, { mcpName: official }));
    world.putOfficial({
      name: official,
      ...({
        title: "Acme Files",
        description: "Official words.",
        version: "1.0.0",
        packages: [
          {
            registryType: "npm",
            identifier: name,
            version: "1.0.0",
            transport: { type: "streamable-http", url: "http://localhost:{PORT}/mcp" },
            environmentVariables: [
              { name: "PORT", isRequired: true },
              { name: "ACME_KEY", description: "From your account", isSecret: true },
            ],
          },
        ],
      } as object),
    });
    const view = await inspect(`npm:${name}@1.2`);
    expect(view.document).toMatchObject({
      name: official,
      title: "Acme Files",
      version: "1.2.0",
      packages: [{ version: "1.2.0", transport: { type: "streamable-http" } }],
    });
    expect(view.evidence.environmentVariables).toEqual([
      { name: "PORT", description: "", isRequired: true, isSecret: false },
      { name: "ACME_KEY", description: "From your account", isRequired: false, isSecret: true },
    ]);
    expect(view.evidence.assumptions).toEqual([]);
    expect(statusOf(view, "Official registry")).toBe("read");
  });

  test("finds the official entry by search when the package does not say its name", async () => {
    const name = unique("search");
    const official = uniqueName("found");
    world.put(npmPath(name), npmDocument(name));
    world.put(`/official/v0.1/servers?limit=50&version=latest&search=${name}`, {
      servers: [
        { server: serverDocument(uniqueName()) },
        {
          server: serverDocument(official, {
            packages: [{ registryType: "npm", identifier: name, transport: { type: "stdio" } }],
          }),
        },
      ],
    });
    expect((await inspect(`npm:${name}`)).document).toMatchObject({ name: official });
  });

  test("an official entry of the claimed name that names another package is not believed", async () => {
    const name = unique("thief");
    const victim = uniqueName("victim");
    world.put(npmPath(name), npmDocument(name, { mcpName: victim }));
    world.putOfficial(serverDocument(victim, { title: "Well known" }));
    const view = await inspect(`npm:${name}`);
    expect(view.document).not.toHaveProperty("title");
    expect(statusOf(view, "Official registry")).toBe("not_found");
  });

  test("whose list is too large is read by its one version", async () => {
    const name = unique("large");
    world.put(npmPath(name), `{"pad":"${"x".repeat(10 * 1_048_576)}"}`);
    world.put(`${npmPath(name)}/latest`, { name, version: "3.0.0", license: "ISC" });
    const view = await inspect(`npm:${name}`);
    expect(view.document).toMatchObject({ version: "3.0.0" });
    expect(view.evidence).toMatchObject({ licence: "ISC", versionCount: null });
    expect(view.evidence.sources[0]?.detail).toMatch(/too large/);
  });

  test("that does not exist, or not in this version, is said", async () => {
    const name = unique("none");
    const absent = await inspect(`npm:${name}`);
    expect(absent.found).toBe(false);
    expect(statusOf(absent, "npm registry")).toBe("not_found");
    expect(absent.document).toMatchObject({ packages: [{ identifier: name }] });
    world.put(npmPath(name), npmDocument(name));
    const version = await inspect(`npm:${name}@9.9.9`);
    expect(version.evidence.sources[0]?.detail).toMatch(/not this version/);
  });

  test("of hostile make stays text: no script addresses, nothing hidden, nothing endless", async () => {
    const name = unique("evil");
    world.put(
      npmPath(name),
      npmDocument(name, {
        description: `Safe\u202e\u200b tool\u0000 ${"\u{e0041}".repeat(50)}${"long ".repeat(5_000)}`,
        license: { type: "MIT".repeat(1_000) },
        homepage: "javascript:alert(1)",
        repository: { url: "javascript:alert(1)//github.com/a/b", directory: "../../etc" },
        mcpName: "../../admin",
        readme: "x".repeat(1_000_000),
        deprecated: "<script>alert(1)</script>",
        maintainers: Array.from({ length: 5_000 }, (_, at) => ({ name: `m${at}` })),
        __proto__: { polluted: true },
      }),
    );
    const view = await inspect(`npm:${name}`);
    expect(view.document).toEqual({
      $schema: expect.any(String) as string,
      name: "",
      description: expect.stringMatching(/^Safe tool long .*…$/) as string,
      version: "1.2.0",
      packages: [expect.objectContaining({ identifier: name }) as object],
    });
    expect((view.document["description"] as string).length).toBeLessThanOrEqual(100);
    expect(view.evidence).toMatchObject({ homepage: null, repository: null });
    expect(view.evidence.maintainers).toHaveLength(20);
    expect(view.evidence.cautions.join(" ")).toContain("⟨U+202E⟩");
    expect(JSON.stringify(view.evidence)).not.toMatch(/javascript:|\u202e|\u200b/);
  });
});

describe("other sources", () => {
  test("a PyPI project, with the name that its README claims and what is known against it", async () => {
    const name = unique("py");
    const official = uniqueName("py");
    world.put(`/pypi-site/pypi/${name}/json`, {
      info: {
        name,
        version: "2.1.0",
        summary: "Runs git.",
        license_expression: "Apache-2.0",
        author_email: "Ada <ada@test.example>",
        project_urls: { Repository: "https://github.com/acme/mono", Homepage: "ftp://x" },
        description: `# Git\n<!-- mcp-name: ${official} -->`,
      },
      releases: {
        "2.0.0": [{ upload_time_iso_8601: "2026-01-01T00:00:00Z" }],
        "2.1.0": [{ upload_time_iso_8601: "2026-02-01T00:00:00Z" }],
        "3.0.0": [],
      },
      vulnerabilities: [{ id: "PYSEC-2026-1" }, { id: "OLD", withdrawn: "2026-01-01" }],
    });
    const view = await inspect(`pypi:${name}`);
    expect(view.document).toMatchObject({
      name: official,
      packages: [{ registryType: "pypi", identifier: name, version: "2.1.0" }],
    });
    expect(view.evidence).toMatchObject({
      licence: "Apache-2.0",
      maintainers: ["Ada"],
      homepage: null,
      versions: [{ version: "2.1.0" }, { version: "2.0.0" }],
      cautions: ["PyPI knows vulnerabilities of this version: PYSEC-2026-1."],
    });
  });

  test("a name that npm does not know is looked for on PyPI, and the other reading is offered", async () => {
    const name = unique("both");
    world.put(`/pypi-site/pypi/${name}/json`, { info: { name, version: "1.0" } });
    const view = await inspect(name);
    expect(view.readAs.label).toBe("PyPI package");
    expect(view.otherwise).toEqual([{ label: "npm package", reference: `npm:${name}` }]);
  });

  test("an image behind an anonymous token: labels, settings, digest instead of latest", async () => {
    const repository = `org/${unique("img")}`;
    const digest = world.putImage(repository, "latest", {
      created: "2026-05-01T00:00:00Z",
      config: {
        Env: ["PATH=/bin", "NODE_VERSION=24", "ACME_TOKEN=", "bad name=1"],
        Labels: {
          "org.opencontainers.image.title": "Image",
          "org.opencontainers.image.licenses": "MIT",
          "org.opencontainers.image.version": "4.5.6",
          "org.opencontainers.image.source": "https://github.com/acme/img",
        },
      },
    });
    const view = await inspect(`${world.host}/${repository}`);
    expect(view.document).toMatchObject({
      name: "io.github.acme/img",
      title: "Image",
      version: "4.5.6",
      packages: [{ registryType: "oci", identifier: `${world.host}/${repository}@${digest}` }],
    });
    expect(view.evidence).toMatchObject({
      digest,
      licence: "MIT",
      versionCount: 2,
      environmentVariables: [{ name: "ACME_TOKEN", isRequired: false, isSecret: true }],
    });
    const tokens = world.seen.filter(
      ({ url }) => url.includes(repository) && url.startsWith("/v2/"),
    );
    expect(tokens[0]?.authorization).toBeUndefined();
    expect(tokens.slice(1).every((one) => one.authorization === "Bearer anybody")).toBe(true);
  });

  test("a bundle: its digest, and its manifest alone", async () => {
    const manifest = {
      name: "files",
      display_name: "Files",
      version: "0.3.0",
      description: "Reads files.",
      author: { name: "Ada" },
      license: "MIT",
      server: { mcp_config: { env: { FILES_KEY: "${user_config.key}", MODE: "fast" } } },
      user_config: { key: { title: "Key", required: true, sensitive: true } },
      tools: [{ name: "read_file", description: "Reads\u200b one." }],
    };
    const zip = zipSync({
      "manifest.json": strToU8(JSON.stringify(manifest)),
      "server/index.js": strToU8("x".repeat(5_000)),
    });
    world.put("/bundle.mcpb", Buffer.from(zip));
    const view = await inspect(`${world.base}/bundle.mcpb`);
    expect(view.document).toMatchObject({
      title: "Files",
      version: "0.3.0",
      packages: [
        { registryType: "mcpb", fileSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      ],
    });
    expect(view.evidence.environmentVariables).toEqual([
      { name: "FILES_KEY", description: "Key", isRequired: true, isSecret: true },
      { name: "MODE", description: "", isRequired: false, isSecret: false },
    ]);
    // Not cleaned: what a description hides is what reviewers have to see.
    expect(view.tools).toMatchObject([{ name: "read_file", description: "Reads\u200b one." }]);
  });

  test("a remote: whether it answers, and where people sign in", async () => {
    world.put(
      "/mcp",
      (_: unknown, response: { writeHead: (code: number) => { end: () => void } }) =>
        response.writeHead(401).end(),
    );
    world.put("/.well-known/oauth-protected-resource/mcp", {
      resource_name: "Acme tools",
      authorization_servers: ["https://login.test.example", "javascript:alert(1)"],
      scopes_supported: ["files.read"],
    });
    const view = await inspect(`${world.base}/mcp`);
    expect(view.document).toMatchObject({
      title: "Acme tools",
      remotes: [{ type: "streamable-http", url: `${world.base}/mcp` }],
    });
    expect(view.evidence).toMatchObject({
      authorizationServers: ["https://login.test.example"],
      scopes: ["files.read"],
    });
    expect(statusOf(view, "Tools of the server")).toBe("not_checkable");
  });

  test("an official name: the document as it came, and what its packages say", async () => {
    const name = unique("official");
    const document = serverDocument(uniqueName(), {
      packages: [
        { registryType: "npm", identifier: name, version: "1.1.0", transport: { type: "stdio" } },
      ],
      extra: 12_345,
    });
    world.putOfficial(document);
    world.put(npmPath(name), npmDocument(name));
    const view = await inspect(document.name);
    expect(view.document).toEqual(document);
    expect(view.evidence).toMatchObject({ maintainers: ["ada"] });
    expect(statusOf(view, "Official registry")).toBe("read");
  });

  test("a server.json, and in words when it is none", async () => {
    const document = serverDocument();
    expect((await inspect(JSON.stringify(document))).document).toEqual(document);
    const broken = await inspect('{"name": "x"');
    expect(broken.found).toBe(false);
    expect(broken.evidence.sources[0]?.detail).toMatch(/not JSON/);
  });
});

describe("what cannot be read", () => {
  test("a source that is down is said, and leaves the rest", async () => {
    const name = unique("down");
    world.put(npmPath(name), npmDocument(name));
    const sources = { ...world.sources, official: "http://127.0.0.1:1", npmDownloads: null };
    const view = await intakeOf(sources)(person.ctx(), { reference: `npm:${name}` });
    expect(view.found).toBe(true);
    expect(statusOf(view, "Official registry")).toBe("unreachable");
    expect(statusOf(view, "Downloads per week")).toBe("not_checkable");
  });

  test("an address inside is not fetched, nor one that redirects there", async () => {
    const closed = intakeOf({ ...world.sources, allowedHosts: [] });
    const before = world.seen.length;
    const view = await closed(person.ctx(), { reference: `${world.base}/secret` });
    expect(view.found).toBe(false);
    expect(view.evidence.sources[0]?.detail).toMatch(/none that Gatehouse may fetch/);
    expect(world.seen.length).toBe(before);

    const name = unique("redirect");
    world.put(
      npmPath(name),
      (_: unknown, response: { writeHead: (c: number, h: object) => { end: () => void } }) =>
        response.writeHead(302, { location: "http://10.0.0.1/secret" }).end(),
    );
    const redirected = await inspect(`npm:${name}`);
    expect(statusOf(redirected, "npm registry")).toBe("unreachable");
  });

  test("an administrator's own registry inside is read without opening its host to everyone", async () => {
    const name = unique("own");
    world.put(npmPath(name), npmDocument(name));
    const own = intakeOf({ ...world.sources, allowedHosts: [] });
    expect((await own(person.ctx(), { reference: `npm:${name}` })).found).toBe(true);
    expect((await own(person.ctx(), { reference: `${world.base}/npm/${name}` })).found).toBe(false);
  });

  test("a server that hangs is given up", async () => {
    const name = unique("slow");
    world.put(npmPath(name), () => undefined);
    const quick = intakeOf({ ...world.sources, timeoutMs: 200 });
    const view = await quick(person.ctx(), { reference: `npm:${name}` });
    expect(statusOf(view, "npm registry")).toBe("unreachable");
  });

  test("nonsense is refused at its field, an auditor for their role", async () => {
    await expect(inspect("two words")).rejects.toMatchObject({
      fields: { reference: [expect.any(String) as string] },
    });
    const auditor = await createPerson(["auditor"]);
    await expect(
      intakeOf(world.sources)(auditor.ctx(), { reference: "npm:x" }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("what is there already", () => {
  const about = (document: object) => inspect(JSON.stringify(document));

  test("the same name, names that look like it, the same package, open requests", async () => {
    const document = serverDocument(uniqueName("tool-one"));
    const twin = document.name.replace("one", "0ne");
    await createServer({ name: document.name, lifecycle: "candidate" });
    await createServer({ name: twin });
    const other = await createServer();
    const { id } = await addVersion(other, { version: "2.0.0" });
    await db.versionPackage.create({
      data: {
        versionId: id,
        position: 0,
        registryType: "npm",
        identifier: document.packages[0]?.identifier ?? "",
      },
    });
    const { listing } = await reviewCast();
    const asked = await createRequest(person.ctx(), { ...listing, server: document });
    const { kin } = await about(document);
    expect(kin).toMatchObject({
      same: { name: document.name, lifecycle: "candidate" },
      lookAlikes: [{ name: twin, lifecycle: "approved" }],
      openRequests: [{ number: `R-${asked.number}` }],
    });
    expect(kin.samePackage).toMatchObject([{ name: other.name }]);
  });

  test("approved servers that do the same are proposed, and none that the reader may not see", async () => {
    const word = `zebra${uniqueName().slice(5, 11).replace(/\d/g, "q")}`;
    const offered = await createServer({ name: uniqueName(`${word}-reader`) });
    await createServer({
      name: uniqueName(`${word}-held`),
      quarantinedAt: new Date(),
      quarantineNote: "x",
    });
    await createServer({ name: uniqueName(`${word}-candidate`), lifecycle: "candidate" });
    await createServer({ name: uniqueName(`${word}-secret`), visibility: "teams" });
    const prose = await createServer({});
    await addVersion(prose, { version: "2.0.0", description: `Only its prose says ${word}.` });
    const { kin } = await about(serverDocument(uniqueName(`mcp-server-${word}`)));
    expect(kin.alternatives.map(({ name }) => name)).toEqual([offered.name]);
  });

  test("and so are those with the same tools", async () => {
    const tool = `rotate_q${uniqueName().slice(5, 13)}`;
    const other = await createServer({}, { toolNames: [tool, "search"] });
    const tools = [
      { name: tool, description: "d" },
      { name: "search", description: "d" },
    ];
    const document = serverDocument(uniqueName("q"), {
      _meta: { "io.modelcontextprotocol.registry/publisher-provided": { tools } },
    });
    expect((await about(document)).kin.alternatives).toMatchObject([
      { name: other.name, matched: `tool ${tool}` },
    ]);
  });

  test("a request of others is not told to who may not see it", async () => {
    const { requester, listing } = await reviewCast();
    await createRequest(requester.ctx(), listing);
    expect((await about(listing.server)).kin.openRequests).toEqual([]);
  });
});
