import { z } from "zod";
import { plainText } from "#lib/catalog/server-schemas.ts";
import { AllowedHosts, HostList, PlainAddress } from "#lib/imports/schemas.ts";
import { Email } from "#lib/people/schemas.ts";
import { readClaimLines } from "./core/claim-lines.ts";
import { githubClaims, GITHUB_ISSUER } from "./core/issuer-rules.ts";
import type { RequiredClaims } from "./core/match-claims.ts";
import { patternProblem } from "./core/name-patterns.ts";

const MAX_NAMES = 100;
const MAX_CLAIMS = 20;

const flag = z.union([
  z.boolean(),
  z.enum(["true", "false", "on"]).transform((word) => word !== "false"),
]);
const Name = plainText(80).min(1, "Give the publisher a name.");
const Audience = plainText(500).min(1, "Say for whom the tokens must be made: this registry.");

const ClaimName = plainText(200).min(1);
const ClaimValue = plainText(500).min(1, "Say what the claim must be.");
const ClaimRecord = z
  .record(ClaimName, ClaimValue)
  .refine((claims) => Object.keys(claims).length <= MAX_CLAIMS, `At most ${MAX_CLAIMS} claims.`);

/** As an object, or as a form's lines `name = value`. */
const Claims: z.ZodType<RequiredClaims, Record<string, string> | string> = z.union([
  ClaimRecord,
  z
    .string()
    .max(20_000)
    .transform((text, issue) => {
      const read = readClaimLines(text);
      if (read.ok) return { ...read.claims };
      issue.addIssue({ code: "custom", message: read.reason });
      return z.NEVER;
    })
    .pipe(ClaimRecord),
]);

/** As a list, or one a line. */
const Names = z
  .preprocess(
    (value) =>
      typeof value === "string" ? value.split(/[\s,]+/).filter((name) => name !== "") : value,
    z.array(z.string().trim().max(300)).max(MAX_NAMES, `At most ${MAX_NAMES} names.`),
  )
  .superRefine((names, issue) => {
    if (names.length === 0)
      issue.addIssue({ code: "custom", message: "Say which names it may publish." });
    for (const name of names) {
      const problem = patternProblem(name);
      if (problem !== null) issue.addIssue({ code: "custom", message: `${name} ${problem}.` });
    }
  })
  .transform((names) => [...new Set(names)]);

export const PublisherRef = z.object({ id: z.uuid() });

const settings = {
  name: Name,
  /** Exactly as the tokens write it in `iss`. */
  issuer: PlainAddress,
  audience: Audience,
  claims: Claims,
  names: Names,
  /** In whose name it asks. */
  person: Email,
};

const github = {
  githubRepository: plainText(200).default(""),
  githubRef: plainText(300).default(""),
  githubEnvironment: plainText(200).default(""),
};

export const CreatePublisherInput = z
  .object({
    ...settings,
    /** `github` fills issuer and claims from the three fields below. */
    preset: z.enum(["github", "custom"]).default("custom"),
    ...github,
    issuer: PlainAddress.or(z.literal("")).optional(),
    claims: Claims.optional(),
    allowedHosts: AllowedHosts,
  })
  .transform(({ preset, githubRepository, githubRef, githubEnvironment, ...input }, issue) => {
    const refuse = (field: string, message: string) => {
      issue.addIssue({ code: "custom", path: [field], message });
      return z.NEVER;
    };
    if (preset === "github") {
      if (!/^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/.test(githubRepository))
        return refuse("githubRepository", "Write owner/repository, such as acme/files.");
      const claims = githubClaims({
        repository: githubRepository,
        ref: githubRef || null,
        environment: githubEnvironment || null,
      });
      return { ...input, issuer: GITHUB_ISSUER, claims };
    }
    const { issuer, claims } = input;
    if (!issuer) return refuse("issuer", "Write the address of the issuer.");
    return { ...input, issuer, claims: claims ?? {} };
  });

/** What is absent stays as it is. */
export const ChangePublisherInput = PublisherRef.extend({
  name: Name.optional(),
  issuer: PlainAddress.optional(),
  audience: Audience.optional(),
  claims: Claims.optional(),
  names: Names.optional(),
  person: Email.optional(),
  allowedHosts: HostList.optional(),
  enabled: flag.optional(),
});

export const IssuerRef = z.object({ issuer: z.string().max(2_048) });

export const ExchangeTokenInput = z.object({
  issuer: z.string().max(2_048),
  claims: z.record(z.string(), z.json()),
  /** SHA-256 (hex) of what makes the token unique. */
  proof: z.string().regex(/^[0-9a-f]{64}$/),
});

export const RegistryTokenText = z.object({ text: z.string().max(200) });

const MAX_DOCUMENT = 1_048_576;

export const PublishServerInput = z.object({
  /** The server.json, as it was sent. */
  document: z.string().max(MAX_DOCUMENT, "This is larger than 1 MB."),
  /** The trusted publisher that asks; null: a person with a token of their own. */
  publisherId: z.uuid().nullable(),
  /** `sub` of the token that was exchanged. */
  subject: z.string().max(500).nullable().default(null),
});
