import { expect, test } from "vitest";
import { cpuMsOf } from "#lib/testing/cpu-time.ts";
import { secretIn } from "./secret-shapes.ts";

const tail = "Ab3dE5gH7jK9mN1pQ3rS5tU7vW9xY1z";

test.each([
  ["our own token", `gth_${tail.slice(0, 12)}_${tail}${tail.slice(0, 12)}`],
  ["our own token of a pipeline", `gtr_${tail.slice(0, 12)}_${tail}`],
  ["a webhook's secret", `whsec_${tail}=`],
  ["a private key", "-----BEGIN PRIVATE KEY-----\nMIIEvQ"],
  ["an OpenSSH key", "-----BEGIN OPENSSH PRIVATE KEY-----"],
  ["a JWT", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"],
  ["a header", "Authorization: Bearer 0123456789abcdef0123"],
  ["an address with a password", "postgres://app:hunter2@db.corp.example/x"],
  ["GitHub's", `please use ghp_${tail}${tail.slice(0, 5)} for now`],
  ["AWS's id", "AKIAIOSFODNN7EXAMPLE"],
  ["AWS's secret", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  ["a named secret", "password=correct-horse-9-battery"],
  ["Slack's webhook", "https://hooks.slack.com/services/T000/B000/a1b2c3d4"],
])("%s is seen", (_what, text) => {
  expect(secretIn(text)).not.toBeNull();
});

test.each([
  "The server was approved because its owner answers within a day.",
  "0190b6a5-7b1c-7c3e-8b1a-1f2e3d4c5b6a",
  "token: 0190b6a5-7b1c-7c3e-8b1a-1f2e3d4c5b6a",
  "4ee702c433aaf58ddb180a906016d52284324c722517cde88cb032b105d65eea",
  "sha512-Vq9Zr2tYpJ5T8mX0bC7nL4kH1gF6dS3aQ9wE2rT5yU8iO1pA4sD7fG0hJ3kL6zX9cV2bN5mQ8wE1rT4yU7iO==",
  "https://docs.google.com/document/d/1A2b3C4d5E6f7G8h9I0jK1L2m3N4o5P6q7R8s9T0u/edit",
  "repo:Acme/Platform:ref:refs/heads/release-2026.11",
  "io.github.Flux159/mcp-server-kubernetes@2.9.7",
  "modelcontextprotocol/servers#MyServerV2ReleaseNotes2026final",
  "The bearer of this message is Internationalization2",
  "https://registry.modelcontextprotocol.io/v0.1/servers?cursor=abc123",
  "Set the variable API_KEY: your key goes there",
  "password: ask the owner of the server",
])("%s holds no secret", (text) => {
  expect(secretIn(text)).toBeNull();
});

test("a long text is looked through in no time", async () => {
  const took = await cpuMsOf(() => {
    for (const unit of ["a1B", "eyJ-", "sk-", "x=", "http://a:", "9 ", "_-", "-----BEGIN "])
      secretIn(unit.repeat(20_000));
  });
  expect(took).toBeLessThan(2_000);
});
