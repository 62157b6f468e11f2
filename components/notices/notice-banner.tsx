import { Callout } from "#components/ui/callout.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { NOTICE_WORDS } from "#lib/notices/core/notices.ts";
import type { NoticeView } from "#lib/notices/list-notices.ts";
import { NoticeTime } from "./notice-time.tsx";

/** What goes on at a server, and what is planned, at the top of its page. */
export function NoticeBanner({ notices }: { notices: readonly NoticeView[] }) {
  return notices.map((notice) => (
    <Callout
      key={notice.id}
      tone={tone(notice)}
      title={`${lead(notice)}: ${showHidden(notice.title)}`}
    >
      <NoticeTimes notice={notice} />
      {notice.body && (
        <p className="mt-0.5 max-w-prose [overflow-wrap:anywhere] whitespace-pre-line">
          {showHidden(notice.body)}
        </p>
      )}
    </Callout>
  ));
}

/** "From … until …", and who says so. */
export function NoticeTimes({ notice }: { notice: NoticeView }) {
  const { startsAt, endsAt, endedAt, author } = notice;
  return (
    <p>
      From <NoticeTime iso={startsAt.toISOString()} />{" "}
      {endedAt === null ? (
        endsAt === null ? (
          "on; nobody knows yet until when"
        ) : (
          <>
            until <NoticeTime iso={endsAt.toISOString()} />
          </>
        )
      ) : (
        <>
          , ended <NoticeTime iso={endedAt.toISOString()} />
        </>
      )}
      . Announced by {author}.
    </p>
  );
}

function tone({ kind, phase }: NoticeView) {
  if (kind === "incident") return "danger";
  return phase === "planned" ? "info" : "warning";
}

function lead({ kind, phase }: NoticeView): string {
  const word = NOTICE_WORDS[kind].label;
  return phase === "planned" ? `Planned ${word.toLowerCase()}` : `${word} now`;
}
