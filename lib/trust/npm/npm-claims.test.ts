import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startNpmRegistry } from "#lib/testing/npm-registry.ts";
import { feedFolder } from "#lib/testing/trust-services.ts";
import { openFeeds } from "../feeds/feed-store.ts";
import { npmClaims } from "./npm-claims.ts";

let registry: Awaited<ReturnType<typeof startNpmRegistry>>;
const folder = feedFolder();
beforeAll(async () => {
  registry = await startNpmRegistry();
});
afterAll(async () => {
  folder.remove();
  await registry.close();
});

const feeds = openFeeds(folder.dir);
const claims = (name: string, digest: string | null) => {
  const reach = registry.reach();
  return {
    reach,
    got: npmClaims(reach, { artifact: { name, version: "1.0.0" }, digest }, { feeds }),
  };
};

describe("what is said of an npm package beside its bytes", () => {
  test("is read without its tarball", async () => {
    const repository = { type: "git", url: "git+https://github.com/acme/claims.git" };
    const { integrity } = await registry.publish("@acme/claims", "1.0.0", { repository });
    registry.put("/github/repos/acme/claims", { full_name: "acme/claims" });
    const { reach, got } = claims("@acme/claims", integrity);
    expect(await got).toMatchObject({
      manifest: { ok: true, value: { repository: repository.url } },
      signature: { ok: true, value: { registry: "valid", publisher: "absent" } },
      provenance: { ok: true, value: { state: "absent" } },
      repository: { ok: true, value: { state: "public" } },
      scorecard: { ok: false },
    });
    expect(
      reach.evidence.map(({ source }) => source).filter((one) => one.endsWith(".tgz")),
    ).toEqual([]);
  });

  test("is not known where the registry does not answer", async () => {
    const reach = registry.reach({ npm: "http://127.0.0.1:9" });
    const subject = { artifact: { name: "@acme/claims", version: "1.0.0" }, digest: null };
    const got = await npmClaims(reach, subject, { feeds });
    for (const one of Object.values(got))
      expect(one).toMatchObject({ ok: false, reason: "unreachable" });
  });

  test("is refused where the package is gone", async () => {
    await expect(claims("@acme/never-was", null).got).rejects.toMatchObject({ code: "not_found" });
  });
});
