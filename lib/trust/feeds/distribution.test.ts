import { expect, test } from "vitest";
import { distributionPackage } from "./distribution.ts";

test.each([
  [
    "pkg:deb/debian/libssl3@3.0.11-1?distro=debian-12&upstream=openssl",
    "Debian:12 openssl 3.0.11-1",
  ],
  ["pkg:deb/debian/x@1%2Bb1?distro=debian-12&upstream=x%401", "Debian:12 x 1"],
  ["pkg:deb/debian/curl@7.88.1?arch=amd64&distro=debian-12", "Debian:12 curl 7.88.1"],
  ["pkg:deb/ubuntu/curl@7.81?distro=ubuntu-22.04", "Ubuntu:22.04:LTS curl 7.81"],
  ["pkg:deb/ubuntu/curl@8.9?distro=ubuntu-24.10", "Ubuntu:24.10 curl 8.9"],
  ["pkg:deb/ubuntu/curl@8.9?distro=ubuntu-25.04", "Ubuntu:25.04 curl 8.9"],
  [
    "pkg:apk/alpine/libcrypto3@3.3.2-r0?distro=alpine-3.20&upstream=openssl",
    "Alpine:v3.20 openssl 3.3.2-r0",
  ],
  ["pkg:apk/wolfi/curl@8.9-r0", "Wolfi curl 8.9-r0"],
  ["pkg:apk/chainguard/curl@8.9-r0", "Chainguard curl 8.9-r0"],
])("%s is %s for OSV", (purl, expected) => {
  const { ecosystem, name, version } = distributionPackage(purl) ?? {};
  expect(`${ecosystem} ${name} ${version}`).toBe(expected);
});

test.each([
  "pkg:npm/left@1.0.0",
  "pkg:deb/debian/curl@7.88.1",
  "pkg:deb/debian/curl@7.88.1?distro=debian-sid",
  "pkg:deb/kali/curl@7.88.1?distro=kali-2026.1",
  "pkg:apk/alpine/curl@8?distro=debian-12",
  "pkg:apk/constructor/curl@8",
])("of %s nobody can say that", (purl) => {
  expect(distributionPackage(purl)).toBeNull();
});
