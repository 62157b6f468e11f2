import { KeyRound } from "lucide-react";
import type { FormState } from "#lib/actions/form-action.ts";
import type { TokensPage } from "#lib/tokens/list-tokens.ts";
import { CardSection } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { Table } from "#components/ui/table.tsx";
import { tokenColumns } from "./token-columns.tsx";

type Props = {
  page: TokensPage;
  now: Date;
  all: boolean;
  revoke: (previous: FormState, form: FormData) => Promise<FormState>;
};

export function OwnTokens({ page, now, all, revoke }: Props) {
  return (
    <CardSection
      title="Your tokens"
      flush
      actions={
        <TextLink href={all ? "/tokens" : "/tokens?state=all"} className="text-sm">
          {all ? "Only those that work" : "Also expired and revoked"}
        </TextLink>
      }
    >
      <Table
        caption="Your tokens"
        columns={tokenColumns(now, revoke)}
        rows={page.tokens}
        rowKey={(token) => token.id}
        empty={
          <div className="p-4">
            <EmptyState title="No token yet" icon={KeyRound}>
              Create one to read the registry from your editor, a script or a pipeline.
            </EmptyState>
          </div>
        }
      />
      {page.total > page.tokens.length && (
        <p className="px-4 py-3 text-sm text-subtle">
          The newest {page.tokens.length} of {page.total.toLocaleString("en")} are shown.
        </p>
      )}
    </CardSection>
  );
}
