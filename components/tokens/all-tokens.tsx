import { KeyRound } from "lucide-react";
import type { FormState } from "#lib/actions/form-action.ts";
import type { TokensPage, TokenView } from "#lib/tokens/list-tokens.ts";
import { TOKENS_PER_PAGE } from "#lib/tokens/schemas.ts";
import { pageLinks } from "#components/admin/page-links.ts";
import { personHref } from "#components/people/people-table.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { tokenColumns } from "./token-columns.tsx";

type Props = {
  page: TokensPage;
  query: { search: string; state: string | undefined };
  now: Date;
  revoke: (previous: FormState, form: FormData) => Promise<FormState>;
};

const PERSON: Column<TokenView> = {
  key: "person",
  header: "Person",
  cell: ({ person }) => (
    <span className="flex flex-col">
      <Link href={personHref(person.email)} className="hover:text-accent-text hover:underline">
        {person.name}
      </Link>
      <span className="text-subtle">{person.email}</span>
    </span>
  ),
};

export function AllTokens({ page, query, now, revoke }: Props) {
  if (page.total === 0)
    return (
      <EmptyState title="No token fits" icon={KeyRound}>
        People create tokens for themselves, on their Tokens page or with the command{" "}
        <code>token create</code>.
      </EmptyState>
    );
  const [name, ...rest] = tokenColumns(now, revoke);
  return (
    <>
      <Card className="overflow-hidden">
        <Table
          caption="Tokens"
          columns={name ? [name, PERSON, ...rest] : rest}
          rows={page.tokens}
          rowKey={(token) => token.id}
        />
      </Card>
      <Pagination
        {...pageLinks(page, {
          path: "/admin/tokens",
          query,
          size: TOKENS_PER_PAGE,
          noun: ["token", "tokens"],
        })}
      />
    </>
  );
}
