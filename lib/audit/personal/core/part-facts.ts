/**
 * What of an entry is about people goes apart, whatever the verb says: a forgotten address must
 * not stand in a log that nobody can change. Moving it never refuses a change, in tests or in
 * production, because people write addresses into reasons and nobody should lose their work for it.
 */
import type { AuditEntry, AuditFacts } from "#lib/audit/core/entry.ts";
import { addressesIn, hasPersonalNumber } from "./personal-shapes.ts";
import { secretIn } from "./secret-shapes.ts";

/** Facts that are personal by their name, whatever they hold. */
export const PERSONAL_FACT_KEYS: ReadonlySet<string> = new Set([
  "email",
  "mail",
  "phone",
  "ip",
  "ipAddress",
  "userAgent",
  "fullName",
  "displayName",
]);

/** Stands where something personal, or a secret, was. */
export const MOVED = "[personal]";
export const REMOVED = "[secret removed]";

export type PersonalFacts = { before?: AuditFacts; after?: AuditFacts };
export type Parted = {
  before: AuditFacts | null;
  after: AuditFacts | null;
  personal: PersonalFacts | null;
  /** E-mail addresses in what was moved: the subject is the person that one of them belongs to. */
  addresses: string[];
  /** Of a secret in what the caller sends: where, and what it looks like. */
  secret: { place: string; looksLike: string } | null;
};

type Entry = Pick<AuditEntry, "before" | "after" | "personal">;

/** Parts an entry; what looks like a secret is gone from all parts of the answer. */
export function partFacts({ before, after, personal }: Entry): Parted {
  const was = partSide(before);
  const is = partSide(after);
  const told = { before: partSide(personal?.facts.before), after: partSide(personal?.facts.after) };
  const apart = {
    before: join(was.apart, whole(told.before)),
    after: join(is.apart, whole(told.after)),
  };
  const some = apart.before !== null || apart.after !== null;
  return {
    before: before === null ? null : was.left,
    after: after === null ? null : is.left,
    personal: some
      ? {
          ...(apart.before === null ? {} : { before: apart.before }),
          ...(apart.after === null ? {} : { after: apart.after }),
        }
      : null,
    addresses: [...new Set([...was.addresses, ...is.addresses])],
    // What stood there before cannot be taken out by whoever changes it now.
    secret: is.secret ?? told.after.secret,
  };
}

type Side = {
  left: AuditFacts;
  apart: AuditFacts | null;
  addresses: string[];
  secret: Parted["secret"];
};

const whole = ({ left, apart }: Side): AuditFacts | null => join(left, apart);

function join(one: AuditFacts | null, other: AuditFacts | null): AuditFacts | null {
  const both = { ...one, ...other };
  return Object.keys(both).length === 0 ? null : both;
}

function partSide(facts: AuditFacts | null | undefined): Side {
  const left: Record<string, AuditFact> = {};
  const apart: Record<string, AuditFact> = {};
  const addresses: string[] = [];
  let secret: Parted["secret"] = null;
  for (const [key, value] of Object.entries(facts ?? {})) {
    if (value === undefined) continue;
    const found = look(key, value);
    if (found.secret !== null) secret ??= { place: key, looksLike: found.secret };
    left[key] = found.personal ? MOVED : found.clean;
    if (found.personal) apart[key] = found.clean;
    addresses.push(...found.addresses);
  }
  return { left, apart: Object.keys(apart).length === 0 ? null : apart, addresses, secret };
}

type AuditFact = AuditFacts[string];
type Found = {
  personal: boolean;
  addresses: string[];
  secret: string | null;
  /** Without the secret. */
  clean: AuditFact;
};

/** Texts at any depth, and the names of nested facts too. */
function look(key: string, value: AuditFact): Found {
  const personal = value !== null && PERSONAL_FACT_KEYS.has(key);
  const found: Found = { personal, addresses: [], secret: null, clean: value };
  for (const text of textsOf(value)) {
    const addresses = addressesIn(text);
    found.addresses.push(...addresses);
    found.personal ||= addresses.length > 0 || hasPersonalNumber(text);
    found.secret ??= secretIn(text);
  }
  if (found.secret !== null) found.clean = withoutSecrets(value);
  return found;
}

function* textsOf(value: AuditFact): Generator<string> {
  if (typeof value === "string") yield value;
  else if (isList(value)) for (const item of value) yield* textsOf(item);
  else if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value)) {
      yield key;
      yield* textsOf(item);
    }
}

function withoutSecrets(value: AuditFact): AuditFact {
  if (typeof value === "string") return secretIn(value) === null ? value : REMOVED;
  if (isList(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      secretIn(key) === null ? key : REMOVED,
      withoutSecrets(item),
    ]),
  );
}

const isList = (value: AuditFact): value is readonly AuditFact[] => Array.isArray(value);
