import { visibleTo } from "#lib/catalog/visibility.ts";
import type { Actor } from "#lib/kernel/actor.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { Readers } from "#lib/verbs/define-query.ts";

/** Roles that may read every audience's registry: they administer or watch over it. */
const OVERSEERS: ReadonlySet<string> = new Set(["security", "admin", "auditor"]);

export type RegistryAudience = { id: string; slug: string; name: string; description: string };

/**
 * One audience, for those who may read its registry: everyone when it is anonymous, else the
 * members of its teams and the overseeing roles.
 * @throws AppError `not_found` for everyone else, so that a private audience does not exist for them.
 */
export async function readableAudience(
  sql: Readers["sql"],
  actor: Actor,
  slug: string,
): Promise<RegistryAudience> {
  const [row] = await sql<RegistryAudience & { anonymous: boolean; teamIds: string[] }>(
    {
      name: "registry-audience",
      text: `SELECT a."id", a."slug", a."name", a."description", a."anonymous",
               ARRAY(SELECT t."teamId"::text FROM "AudienceTeam" t WHERE t."audienceId" = a."id") AS "teamIds"
             FROM "Audience" a WHERE a."slug" = $1`,
    },
    [slug],
  );
  if (!row || !(row.anonymous || isReader(actor, row.teamIds)))
    throw new AppError("not_found", "There is no registry at this address.");
  return { id: row.id, slug: row.slug, name: row.name, description: row.description };
}

function isReader(actor: Actor, teamIds: readonly string[]): boolean {
  if (actor.kind !== "user") return actor.kind === "system";
  return (
    actor.roles.some((role) => OVERSEERS.has(role)) ||
    actor.teamIds.some((id) => teamIds.includes(id))
  );
}

/** Conditions over `v` (version) and `s` (server), and the values they refer to. */
export class Conditions {
  readonly values: unknown[] = [];
  private readonly texts: string[] = [];
  private readonly keys: string[] = [];

  /** `key` names the condition: statements of equal keys have equal text. */
  add(key: string, text: string): this {
    if (key !== "") this.keys.push(key);
    this.texts.push(text);
    return this;
  }

  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  get next(): number {
    return this.values.length + 1;
  }

  get where(): string {
    return this.texts.join(" AND ");
  }

  get name(): string {
    return this.keys.join("+");
  }
}

/**
 * What this reader gets at all. Anonymous readers: what an administrator exposed. Signed readers:
 * what was approved and they may see. An entry without a description would make a client fail.
 */
export async function readableBy(
  sql: Readers["sql"],
  actor: Actor,
  audience: string | null,
): Promise<Conditions> {
  const conditions = new Conditions();
  conditions.add("", `v."description" <> ''`);
  if (actor.kind === "anonymous") {
    conditions.add("feed", `v."inFeed"`);
  } else {
    const visible = visibleTo(actor, conditions.next);
    conditions.values.push(...visible.values);
    conditions.add(
      visible.values.length === 0 ? "all" : "teams",
      `v."registryStatus" IS NOT NULL AND ${visible.text}`,
    );
  }
  if (audience !== null) {
    const { id } = await readableAudience(sql, actor, audience);
    conditions.add(
      "audience",
      `v."serverId" IN (SELECT a."serverId" FROM "AudienceServer" a WHERE a."audienceId" = ${conditions.value(id)}::uuid)`,
    );
  }
  return conditions;
}
