import { notFound } from "next/navigation";
import { guarded } from "#components/admin/guarded.tsx";
import { RaisedList } from "#components/trust-overview/raised-list.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { listRaised } from "#lib/trust/overview/list-raised.ts";
import { RaisedInput } from "#lib/trust/overview/schemas.ts";

export const metadata = { title: "Servers behind a fix" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function FixPage({ searchParams }: Props) {
  const { limit: _limit, ...given } = await searchParams;
  const parsed = RaisedInput.safeParse(given);
  if (!parsed.success) notFound();
  const ctx = await sessionContext();
  return guarded(async () => (
    <RaisedList page={await listRaised(ctx, parsed.data)} asked={parsed.data} now={ctx.now} />
  ));
}
