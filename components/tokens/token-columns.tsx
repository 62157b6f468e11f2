import { CircleCheck, CircleSlash, Hourglass } from "lucide-react";
import type { FormState } from "#lib/actions/form-action.ts";
import { SCOPE_WORDS } from "#lib/tokens/core/scope-words.ts";
import type { TokenView } from "#lib/tokens/list-tokens.ts";
import { Badge } from "#components/ui/badge.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { ExactDate, RelativeTime } from "#components/ui/relative-time.tsx";
import type { Column } from "#components/ui/table.tsx";

type Revoke = (previous: FormState, form: FormData) => Promise<FormState>;

const STATES = {
  live: { tone: "success", icon: CircleCheck, label: "Works" },
  expired: { tone: "neutral", icon: Hourglass, label: "Expired" },
  revoked: { tone: "neutral", icon: CircleSlash, label: "Revoked" },
} as const;

export function tokenColumns(now: Date, revoke: Revoke): Column<TokenView>[] {
  return [
    {
      key: "name",
      header: "Name",
      primary: true,
      cell: (token) => (
        <span className="flex flex-col gap-0.5">
          <span className="font-medium">{token.name}</span>
          <code className="text-xs text-subtle">{token.prefix}…</code>
        </span>
      ),
    },
    { key: "scopes", header: "May", cell: (token) => <Scopes scopes={token.scopes} /> },
    {
      key: "used",
      header: "Last used",
      cell: (token) =>
        token.lastUsedAt ? <RelativeTime at={token.lastUsedAt} now={now} /> : "Never",
    },
    { key: "expires", header: "Expires", cell: (token) => <ExactDate at={token.expiresAt} /> },
    {
      key: "state",
      header: "State",
      cell: ({ state }) => (
        <Badge tone={STATES[state].tone} icon={STATES[state].icon}>
          {STATES[state].label}
        </Badge>
      ),
    },
    {
      key: "revoke",
      header: "Revoke",
      hideHeader: true,
      className: "text-right",
      cell: (token) => token.state === "live" && <RevokeButton token={token} revoke={revoke} />,
    },
  ];
}

function Scopes({ scopes }: Pick<TokenView, "scopes">) {
  return (
    <ul className="inline-flex flex-wrap gap-1">
      {scopes.map((scope) => (
        <li key={scope}>
          <Badge title={SCOPE_WORDS[scope].explanation}>{scope}</Badge>
        </li>
      ))}
    </ul>
  );
}

function RevokeButton({ token, revoke }: { token: TokenView; revoke: Revoke }) {
  return (
    <ConfirmButton
      size="sm"
      title={`Revoke ${token.name}?`}
      description="Whatever uses this token stops working at once. This cannot be undone; a new token can be created."
      confirmLabel="Revoke token"
      action={revoke}
      fields={{ tokenId: token.id }}
    >
      Revoke…<span className="sr-only"> {token.name}</span>
    </ConfirmButton>
  );
}
