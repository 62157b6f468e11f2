import { Callout } from "#components/ui/callout.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { KIND_WORDS } from "#lib/audit-changes/core/kinds.ts";
import { changeLink } from "#lib/audit-changes/core/paths.ts";
import type { AuditChangeView } from "#lib/audit-changes/list-audit-changes.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { FRESH_MINUTES } from "#lib/requests/core/separation.ts";
import type { SinkPowers } from "./sink-actions.ts";

type Props = {
  changes: readonly AuditChangeView[];
  powers: SinkPowers;
  /** The page, to come back to. */
  at: string;
  /** Only proposals about this sink. */
  only?: string;
};

/** What stands between this person and a change: a proposal that waits, or a sign-in too old. */
export function SinkNotices({ changes, powers, at, only }: Props) {
  const waiting = changes.filter(
    ({ kind, lines }) =>
      kind.startsWith("sink.") &&
      (only === undefined ||
        lines.some((line) => line.term === "Sink" && [line.now, line.then].includes(only))),
  );
  return (
    <>
      {powers.configures && !powers.isFresh && <SignInAgain at={at} />}
      {waiting.length > 0 && <Waiting changes={waiting} />}
    </>
  );
}

function SignInAgain({ at }: { at: string }) {
  return (
    <Callout
      className="mb-4"
      title="Sign in again to propose something"
      actions={
        <LinkButton href={`/sign-in?fresh=1&next=${encodeURIComponent(at)}`} variant="primary">
          Sign in again
        </LinkButton>
      }
    >
      Where the log goes takes a sign-in of the last {FRESH_MINUTES} minutes, of both people.
    </Callout>
  );
}

function Waiting({ changes }: { changes: readonly AuditChangeView[] }) {
  return (
    <Callout className="mb-4" tone="warning" title="Waits for a second person">
      <ul className="flex flex-col gap-1">
        {changes.map(({ id, kind, lines, whyNot }) => (
          <li key={id} className="wrap-anywhere">
            <TextLink href={changeLink(id)}>
              {KIND_WORDS[kind].title}: {showHidden(lines[0]?.now ?? lines[0]?.then ?? "")}
            </TextLink>
            {whyNot !== null && <span className="block text-sm">{whyNot}</span>}
          </li>
        ))}
      </ul>
    </Callout>
  );
}
