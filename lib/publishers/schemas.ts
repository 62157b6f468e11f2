import { z } from "zod";
import { plainText } from "#lib/catalog/server-schemas.ts";
import { Slug } from "#lib/teams/schemas.ts";
import { OUTCOMES } from "./core/proof.ts";
import { PUBLISHER_KINDS } from "./core/namespaces.ts";
import { domainName } from "./core/domain-name.ts";

const Namespace = z
  .string()
  .trim()
  .toLowerCase()
  .max(200)
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/,
    "Write a namespace such as com.acme, without a slash.",
  );

const Namespaces = z.preprocess(
  (value) =>
    typeof value === "string"
      ? value
          .split(/[\s,]+/)
          .filter((part) => part !== "")
          .map((part) => part.replace(/\/\*?$/, ""))
      : value,
  z
    .array(Namespace)
    .max(50, "At most 50 namespaces.")
    .transform((names) => [...new Set(names)]),
);

const blankIsAbsent = (value: unknown) =>
  typeof value === "string" && value.trim() === "" ? undefined : value;

export const IdentityRef = z.object({ id: z.uuid() });

const ORGANISATION = /^[a-z0-9]([a-z0-9-]{0,37}[a-z0-9])?$/;

export const CreateIdentityInput = z
  .object({
    name: plainText(80).min(2, "Give it the name that people know."),
    kind: z.enum(PUBLISHER_KINDS, "Choose what stands for it."),
    /** A domain, an organisation, or a team's slug. */
    identity: z.string().trim().max(253),
    team: z.preprocess(blankIsAbsent, Slug.optional()),
    namespaces: Namespaces.default([]),
  })
  .transform((input, issue) => {
    const refuse = (message: string) => {
      issue.addIssue({ code: "custom", path: ["identity"], message });
      return z.NEVER;
    };
    const { kind } = input;
    if (kind === "domain") {
      const identity = domainName(input.identity);
      return identity === null
        ? refuse("Write a domain, such as acme.com.")
        : { ...input, identity };
    }
    const identity = input.identity.toLowerCase().replace(/^@/, "");
    if (kind === "team") {
      const slug = Slug.safeParse(identity);
      return slug.success
        ? { ...input, identity: slug.data, team: slug.data }
        : refuse("Write the short name of the team, such as data-platform.");
    }
    return ORGANISATION.test(identity)
      ? { ...input, identity }
      : refuse("Write the name of the organisation, such as acme.");
  });

export const ChangeNamespacesInput = IdentityRef.extend({ namespaces: Namespaces });

const LookedAt = z.object({ outcome: z.enum(OUTCOMES), detail: z.string().max(500) });

export const RecordIdentityCheckInput = IdentityRef.extend({
  /** What was looked for: a check of an older token says nothing. */
  token: z.string().max(200),
  dns: LookedAt,
  wellKnown: LookedAt,
});

export const HandOverIdentityInput = IdentityRef.extend({ team: Slug });

export const ReserveNamespaceInput = z.object({
  namespace: Namespace,
  reason: plainText(500).min(3, "Say why: whoever is refused reads this."),
});

export const NamespaceRef = z.object({ namespace: Namespace });
