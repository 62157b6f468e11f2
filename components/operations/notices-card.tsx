import { AnnounceNotice, ChangeNotice, EndNotice } from "#components/notices/notice-forms.tsx";
import type { NoticeActions } from "#components/notices/notice-forms.tsx";
import { NoticeTimes } from "#components/notices/notice-banner.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { NOTICE_WORDS, type NoticePhase } from "#lib/notices/core/notices.ts";
import type { NoticeView } from "#lib/notices/list-notices.ts";
import type { OwnershipView } from "#lib/ownership/get-ownership.ts";

type Props = {
  ownership: OwnershipView;
  notices: readonly NoticeView[];
  actions: NoticeActions;
};

/** Maintenance windows and incidents: now, planned and past. */
export function NoticesCard({ ownership, notices, actions }: Props) {
  const { may, name } = ownership;
  return (
    <CardSection
      title="Maintenance and incidents"
      description="Shown on the page of the server and in the registry, and told to who uses it."
      actions={may.operate && <AnnounceNotice name={name} action={actions.announceNoticeAction} />}
    >
      {notices.length === 0 ? (
        <p className="text-muted">Nothing was ever announced.</p>
      ) : (
        <ul className="flex flex-col divide-y divide-line">
          {notices.map((notice) => (
            <li key={notice.id} className="py-3 first:pt-0 last:pb-0">
              <Notice notice={notice} may={may.operate} actions={actions} />
            </li>
          ))}
        </ul>
      )}
    </CardSection>
  );
}

const PHASES: Readonly<Record<NoticePhase, { label: string; tone: Tone }>> = {
  now: { label: "Now", tone: "danger" },
  planned: { label: "Planned", tone: "info" },
  over: { label: "Over", tone: "neutral" },
};

type NoticeProps = { notice: NoticeView; may: boolean; actions: NoticeActions };

function Notice({ notice, may, actions }: NoticeProps) {
  const { label, tone } = PHASES[notice.phase];
  return (
    <div className="flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0 flex-1 basis-64">
        <h3 className="flex flex-wrap items-center gap-2 font-medium">
          <span className="[overflow-wrap:anywhere]">
            {NOTICE_WORDS[notice.kind].label}: {showHidden(notice.title)}
          </span>
          <Badge tone={tone}>{label}</Badge>
        </h3>
        <div className="text-sm text-subtle">
          <NoticeTimes notice={notice} />
        </div>
        {notice.body && (
          <p className="mt-1 max-w-prose [overflow-wrap:anywhere] whitespace-pre-line">
            {showHidden(notice.body)}
          </p>
        )}
      </div>
      {may && notice.phase !== "over" && (
        <div className="flex gap-1">
          <ChangeNotice notice={notice} action={actions.changeNoticeAction} />
          <EndNotice notice={notice} action={actions.endNoticeAction} />
        </div>
      )}
    </div>
  );
}
