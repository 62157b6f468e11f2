import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPerson, createServer, serverDocument, uniqueName } from "#lib/testing/factories.ts";
import { npmDocument, startPackageRegistries } from "#lib/testing/package-registries.ts";
import { proposalOf } from "./propose-version.ts";

let world: Awaited<ReturnType<typeof startPackageRegistries>>;
let ctx: Awaited<ReturnType<typeof createPerson>>["ctx"];
beforeAll(async () => {
  world = await startPackageRegistries();
  ({ ctx } = await createPerson());
});
afterAll(() => world.close());

async function listed() {
  const package_ = uniqueName("p").replace("test.", "p").replace("/", "-");
  const document = serverDocument(uniqueName(), {
    packages: [
      { registryType: "npm", identifier: package_, version: "1.0.0", transport: { type: "stdio" } },
    ],
  });
  const { name } = await createServer(
    { name: document.name },
    { document: JSON.stringify(document) },
  );
  const propose = () => proposalOf(world.sources)(ctx(), { name });
  return { name, package_, document, propose };
}

describe("the next version of a server", () => {
  test("is the current document with the newest version of its package", async () => {
    const { package_, document, propose } = await listed();
    world.put(`/npm/${package_}`, npmDocument(package_));
    expect(await propose()).toMatchObject({
      current: "1.0.0",
      newer: true,
      document: {
        ...document,
        version: "1.2.0",
        packages: [{ identifier: package_, version: "1.2.0" }],
      },
      evidence: { reference: `npm:${package_}`, licence: "MIT" },
    });
  });

  test("is what the official registry has, where that is another one", async () => {
    const { name, propose } = await listed();
    const official = serverDocument(name, { version: "3.0.0", title: "As published" });
    world.putOfficial(official);
    expect(await propose()).toMatchObject({ newer: true, document: official });
  });

  test("is the current one where nothing is newer or can be read", async () => {
    const { package_, document, propose } = await listed();
    expect(await propose()).toMatchObject({ newer: false, document });
    world.put(`/npm/${package_}`, npmDocument(package_, {}, "0.9.0"));
    expect(await propose()).toMatchObject({ newer: false, document });
  });

  test("of a server that is not listed, or not seen, is none", async () => {
    const candidate = await createServer({ lifecycle: "candidate" }, { lifecycle: "candidate" });
    const hidden = await createServer({ visibility: "teams" });
    for (const { name } of [candidate, hidden, { name: uniqueName() }])
      expect(await proposalOf(world.sources)(ctx(), { name })).toBeNull();
  });
});
