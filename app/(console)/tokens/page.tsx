import { PageHeader } from "#components/ui/page-header.tsx";
import { CreateTokenForm } from "#components/tokens/create-token-form.tsx";
import { OwnSessions } from "#components/people/own-sessions.tsx";
import { OwnTokens } from "#components/tokens/own-tokens.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { env } from "#lib/config/env.ts";
import { listSessions } from "#lib/people/list-sessions.ts";
import { listTokens } from "#lib/tokens/list-tokens.ts";
import { createTokenAction, endSessionsAction, revokeTokenAction } from "./actions.ts";

export const metadata = { title: "Tokens" };

type Props = { searchParams: Promise<{ state?: string }> };

export default async function TokensPage({ searchParams }: Props) {
  const { state } = await searchParams;
  const ctx = await sessionContext();
  const [page, sessions] = await Promise.all([
    listTokens(ctx, { state: state === "all" ? "all" : "live" }),
    listSessions(ctx, {}),
  ]);
  return (
    <>
      <PageHeader
        title="Tokens"
        description={
          <>
            A token lets a machine or an editor act for you, never with more than your role allows.
            What it can ask for is in the{" "}
            {/* No page of the console: the browser goes there itself. */}
            <a href="/api/docs" className="text-accent-text underline underline-offset-2">
              API documentation
            </a>
            .
          </>
        }
      />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <OwnTokens page={page} now={ctx.now} all={state === "all"} revoke={revokeTokenAction} />
          <OwnSessions sessions={sessions} now={ctx.now} end={endSessionsAction} />
        </div>
        <CreateTokenForm roles={ctx.actor.roles} base={env.publicUrl} create={createTokenAction} />
      </div>
    </>
  );
}
