import { guarded } from "#components/admin/guarded.tsx";
import { RevocationList } from "#components/revocations/revocation-list.tsx";
import { RevokeForm } from "#components/revocations/revoke-form.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { can } from "#lib/kernel/permissions.ts";
import { listRevocations } from "#lib/revocations/list-revocations.ts";
import { ListRevocationsInput } from "#lib/revocations/schemas.ts";
import * as actions from "./actions.ts";

export const metadata = { title: "Revocations" };

const Cursor = ListRevocationsInput.shape.cursor;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function RevocationsPage({ searchParams }: Props) {
  const ctx = await sessionContext();
  const { state: asked, cursor: after, subject } = await searchParams;
  // Of an address that somebody has written, the list from its beginning.
  const cursor = Cursor.safeParse(after).data;
  const state = asked === "all" ? "all" : "in_force";
  return guarded(async () => {
    const page = await listRevocations(ctx, { state, cursor });
    return (
      <>
        <PageHeader
          title="Revocations"
          description="What must not be used any more, by whom and why. Clients do not get any version that installs it."
        />
        <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
          <div className="flex min-w-0 flex-col gap-4">
            <Tabs
              label="Revocations"
              tabs={[
                { href: "/revocations", current: state === "in_force", label: "In force" },
                { href: "/revocations?state=all", current: state === "all", label: "All" },
              ]}
            />
            <RevocationList
              page={page}
              state={state}
              isFirst={cursor === undefined}
              now={ctx.now}
              lift={actions.liftRevocationAction}
              record={can(ctx.actor, "revocation.manage") ? actions.recordStepAction : null}
            />
          </div>
          {can(ctx.actor, "revocation.manage") && (
            <CardSection title="Revoke something">
              <RevokeForm
                save={actions.revokeArtifactAction}
                subject={typeof subject === "string" ? subject.slice(0, 600) : ""}
              />
            </CardSection>
          )}
        </div>
      </>
    );
  });
}
