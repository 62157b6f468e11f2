import type { FormState } from "#lib/actions/form-action.ts";
import type { SessionView } from "#lib/people/list-sessions.ts";
import { Badge } from "#components/ui/badge.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Column } from "#components/ui/table.tsx";

type End = (previous: FormState, form: FormData) => Promise<FormState>;
type Options = { now: Date; end: End; fields?: Record<string, string> };

const METHODS: Record<string, string> = { oidc: "Single sign-on", demo: "Demo sign-in" };

export function sessionColumns({ now, end, fields = {} }: Options): Column<SessionView>[] {
  return [
    {
      key: "browser",
      header: "Browser",
      primary: true,
      cell: (session) => (
        <span className="flex flex-wrap items-center gap-2" title={session.userAgent ?? undefined}>
          {browserWords(session.userAgent)}
          {session.current && <Badge tone="info">This one</Badge>}
        </span>
      ),
    },
    { key: "method", header: "Signed in with", cell: ({ method }) => METHODS[method] ?? method },
    {
      key: "started",
      header: "Signed in",
      cell: (session) => <RelativeTime at={session.startedAt} now={now} />,
    },
    {
      key: "seen",
      header: "Last seen",
      cell: (session) => <RelativeTime at={session.lastSeenAt} now={now} />,
    },
    {
      key: "end",
      header: "End",
      hideHeader: true,
      className: "text-right",
      cell: (session) =>
        !session.current && (
          <ConfirmButton
            size="sm"
            title="End this session?"
            description="Whoever uses that browser has to sign in again."
            confirmLabel="End session"
            action={end}
            fields={{ ...fields, sessionId: session.id }}
          >
            End…
          </ConfirmButton>
        ),
    },
  ];
}

/** "Firefox on Linux": enough to recognise one's own browsers. */
function browserWords(userAgent: string | null): string {
  if (!userAgent) return "Unknown browser";
  const named = (words: [RegExp, string][]) =>
    words.find(([pattern]) => pattern.test(userAgent))?.[1];
  const browser = named([
    [/Edg\//, "Edge"],
    [/Firefox\//, "Firefox"],
    [/Chrome\//, "Chrome"],
    [/Safari\//, "Safari"],
  ]);
  const system = named([
    [/Windows/, "Windows"],
    [/iPhone|iPad/, "iOS"],
    [/Mac OS/, "macOS"],
    [/Android/, "Android"],
    [/Linux/, "Linux"],
  ]);
  if (!browser) return userAgent.slice(0, 60);
  return system ? `${browser} on ${system}` : browser;
}
