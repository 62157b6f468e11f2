import type { FormState } from "#lib/actions/form-action.ts";
import type { SessionView } from "#lib/people/list-sessions.ts";
import { CardSection } from "#components/ui/card.tsx";
import { Table } from "#components/ui/table.tsx";
import { sessionColumns } from "./session-columns.tsx";

type Props = {
  sessions: readonly SessionView[];
  now: Date;
  end: (previous: FormState, form: FormData) => Promise<FormState>;
};

/** Where the person is signed in; every session but the current one can be ended. */
export function OwnSessions({ sessions, now, end }: Props) {
  return (
    <CardSection
      title="Where you are signed in"
      description="A session ends by itself after 2 hours without use, or 12 hours in all."
      flush
    >
      <Table
        caption="Your sessions"
        columns={sessionColumns({ now, end })}
        rows={sessions}
        rowKey={(session) => session.id}
      />
    </CardSection>
  );
}
