import { expect, test } from "vitest";
import { imageReference } from "./image-reference.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;

test.each([
  ["ghcr.io/acme/server:1.0", null, null, "ghcr.io acme/server 1.0 null"],
  [`ghcr.io/acme/server:1.0@${DIGEST}`, "2.0", null, `ghcr.io acme/server ${DIGEST} ${DIGEST}`],
  ["ghcr.io/acme/server", DIGEST, null, `ghcr.io acme/server ${DIGEST} ${DIGEST}`],
  ["ghcr.io/acme/server", "1.0", null, "ghcr.io acme/server 1.0 null"],
  ["acme/server", "", null, "docker.io acme/server latest null"],
  ["server", null, "https://docker.io", "docker.io library/server latest null"],
  ["acme/server", "1.0", "https://ghcr.io", "ghcr.io acme/server 1.0 null"],
  ["server", "1.0", "https://registry.acme.com:5000", "registry.acme.com:5000 server 1.0 null"],
  ["docker.io/acme/server", "1.0", "https://ghcr.io", "docker.io acme/server 1.0 null"],
  ["quay.io/acme/server", "1.0", "https://ghcr.io", "quay.io acme/server 1.0 null"],
])("%s at %s of %s", (name, version, registryBaseUrl, expected) => {
  const { host, repository, asked, digest } = imageReference({ name, version, registryBaseUrl });
  expect(`${host} ${repository} ${asked} ${digest}`).toBe(expected);
});

test.each(["", "UPPER/case", "a b", "x@sha256:short", "../x", "a.b:99999/x"])(
  "%j is no image",
  (name) => {
    expect(() => imageReference({ name, version: null })).toThrow(/is not the name of an image/);
  },
);
