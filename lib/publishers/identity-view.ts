import type { Actor } from "#lib/kernel/actor.ts";
import { can } from "#lib/kernel/permissions.ts";
import { namespaceOfDomain, type PublisherKind } from "./core/namespaces.ts";
import type { ProofMethod, ProofState } from "./core/proof.ts";
import { stateWords, type StateWords } from "./core/words.ts";
import { looksAfter } from "./lock-identity.ts";

const TEAM = { select: { slug: true, name: true } } as const;

export const VIEW_SELECT = {
  id: true,
  name: true,
  kind: true,
  identity: true,
  teamId: true,
  team: TEAM,
  state: true,
  method: true,
  provenAt: true,
  checkedAt: true,
  missingSince: true,
  handoverAt: true,
  handoverTo: TEAM,
  namespaces: { orderBy: { namespace: "asc" }, select: { namespace: true } },
} as const;

type Team = { slug: string; name: string };
type Row = {
  id: string;
  name: string;
  kind: string;
  identity: string;
  teamId: string | null;
  team: Team | null;
  state: string;
  method: string | null;
  provenAt: Date | null;
  checkedAt: Date | null;
  missingSince: Date | null;
  handoverAt: Date | null;
  handoverTo: Team | null;
  namespaces: { namespace: string }[];
};

export type IdentityView = {
  id: string;
  name: string;
  kind: PublisherKind;
  identity: string;
  team: Team | null;
  namespaces: string[];
  /** The namespace that its domain stands for; null: it has none. */
  ownNamespace: string | null;
  state: ProofState;
  method: ProofMethod | null;
  words: StateWords;
  provenAt: Date | null;
  checkedAt: Date | null;
  handover: { team: Team; at: Date } | null;
  /** Exactly what this person may do. */
  mayManage: boolean;
  mayVerify: boolean;
};

export function identityView(row: Row, actor: Actor): IdentityView {
  const [kind, state] = [row.kind as PublisherKind, row.state as ProofState];
  const method = row.method as ProofMethod | null;
  const { handoverAt, handoverTo } = row;
  return {
    id: row.id,
    name: row.name,
    kind,
    identity: row.identity,
    team: row.team,
    namespaces: row.namespaces.map(({ namespace }) => namespace),
    ownNamespace: kind === "domain" ? namespaceOfDomain(row.identity) : null,
    state,
    method,
    words: stateWords({ ...row, kind, state, method }),
    provenAt: row.provenAt,
    checkedAt: row.checkedAt,
    handover:
      handoverAt === null || handoverTo === null ? null : { team: handoverTo, at: handoverAt },
    mayManage: can(actor, "publisher.manage"),
    mayVerify: kind === "domain" && can(actor, "server.own") && looksAfter(row, actor),
  };
}
