import fc from "fast-check";
import { expect, test } from "vitest";
import { isKnownHost, isSameRepository, repositoryAddress } from "./repository-address.ts";

test.each([
  ["https://github.com/acme/files"],
  ["https://github.com/acme/files/"],
  ["https://github.com/acme/files.git"],
  ["git+https://github.com/acme/files.git"],
  ["git+ssh://git@github.com/acme/files.git"],
  ["ssh://git@github.com/acme/files.git"],
  ["ssh://git@github.com:22/acme/files.git"],
  ["git@github.com:acme/files.git"],
  ["git://github.com/acme/files.git"],
  ["http://github.com/acme/files"],
  ["https://www.github.com/acme/files#readme"],
  ["https://user@github.com/acme/files"],
  ["https://github.com/acme/files/tree/main/packages/one?tab=readme"],
  ["HTTPS://GitHub.com/acme/files"],
  ["github:acme/files"],
  ["acme/files"],
])("%s is acme's files on GitHub", (given) => {
  expect(repositoryAddress(given)?.url).toBe("https://github.com/acme/files");
});

test.each([
  ["gitlab:group/sub/files", "https://gitlab.com/group/sub/files"],
  ["https://gitlab.com/group/sub/files/-/tree/main/src", "https://gitlab.com/group/sub/files"],
  ["bitbucket:acme/files", "https://bitbucket.org/acme/files"],
  ["https://git.sr.ht/~acme/files", "https://git.sr.ht/~acme/files"],
  [
    "https://git.acme.example/platform/tools/files",
    "https://git.acme.example/platform/tools/files",
  ],
])("%s is %s", (given, url) => {
  expect(repositoryAddress(given)?.url).toBe(url);
});

test.each([
  [""],
  ["acme"],
  ["https://github.com/acme"],
  ["https://github.com/"],
  ["https://localhost/acme/files"],
  ["https://github.com/../files"],
  ["https://github.com/ac me/files"],
  ["javascript:alert/1"],
  ["file:///etc/passwd"],
  ["gist:11081aaa281"],
  ["ftp://github.com/acme/files"],
  [`https://github.com/acme/${"f".repeat(3_000)}`],
])("%s is no address of a repository", (given) => {
  expect(repositoryAddress(given)).toBeNull();
});

test("http and git are told apart from what nobody on the way can change", () => {
  expect(repositoryAddress("http://github.com/acme/files")?.isSafe).toBe(false);
  expect(repositoryAddress("git://github.com/acme/files")?.isSafe).toBe(false);
  expect(repositoryAddress("git@github.com:acme/files")?.isSafe).toBe(true);
});

test("hosts that MTF names are known, a company's own is not", () => {
  const isKnown = (given: string) => {
    const address = repositoryAddress(given);
    return address !== null && isKnownHost(address);
  };
  expect(isKnown("acme/files")).toBe(true);
  expect(isKnown("https://codeberg.org/acme/files")).toBe(true);
  expect(isKnown("https://github.com.evil.example/acme/files")).toBe(false);
});

test("two forms of one repository are the same, whatever the case", () => {
  expect(isSameRepository("Acme/Files", "git+https://github.com/acme/files.git")).toBe(true);
  expect(isSameRepository("acme/files", "acme/mails")).toBe(false);
  expect(isSameRepository("acme/files", "nothing")).toBeNull();
});

test("no text makes it throw, and what it answers reads as itself", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 80 }), (given) => {
      const address = repositoryAddress(given);
      if (address !== null) expect(repositoryAddress(address.url)?.url).toBe(address.url);
    }),
    { numRuns: 500 },
  );
});
