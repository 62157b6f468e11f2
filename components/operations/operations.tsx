import { RetireCard } from "#components/retirements/retire-card.tsx";
import type { NoticeView } from "#lib/notices/list-notices.ts";
import type { OwnershipView } from "#lib/ownership/get-ownership.ts";
import type { UsesView } from "#lib/uses/list-uses.ts";
import { NoticesCard } from "./notices-card.tsx";
import type { OperationActions } from "./operation-actions.ts";
import { OwnershipCard } from "./ownership-card.tsx";
import { QuarantineCard } from "./quarantine-card.tsx";
import { UsesCard } from "./uses-card.tsx";

type Props = {
  view: { ownership: OwnershipView; uses: UsesView; notices: readonly NoticeView[] };
  now: Date;
  actions: OperationActions;
};

/** Who answers for a server, who uses it, what they are told, and the emergency brake. */
export function Operations({ view: { ownership, uses, notices }, now, actions }: Props) {
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-5">
        <NoticesCard ownership={ownership} notices={notices} actions={actions} />
        <UsesCard uses={uses} now={now} />
      </div>
      <div className="flex min-w-0 flex-col gap-5 max-lg:row-start-1">
        <OwnershipCard view={ownership} now={now} actions={actions} />
        <QuarantineCard view={ownership} action={actions.quarantineAction} />
        {ownership.may.operate && <RetireCard name={ownership.name} />}
      </div>
    </div>
  );
}
