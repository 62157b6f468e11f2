import { NoticeTime } from "#components/notices/notice-time.tsx";
import type { RetirementView } from "#lib/retirements/get-retirement.ts";

/** When clients do not get the server: now, next, and by which rule. */
export function BrownoutNote({ view }: { view: RetirementView }) {
  const { on, window, words } = view.brownout;
  return (
    <p className="mt-4 max-w-prose text-sm text-muted">
      <span className="font-medium text-ink">Brown-out.</span>{" "}
      {view.state === "brownout" ? words : words.replace("Until then", "Once it begins,")}{" "}
      {on ? (
        <>
          It is withheld now, until <NoticeTime iso={window.endsAt.toISOString()} />.
        </>
      ) : (
        <>
          Next from <NoticeTime iso={window.startsAt.toISOString()} /> until{" "}
          <NoticeTime iso={window.endsAt.toISOString()} />.
        </>
      )}
    </p>
  );
}
