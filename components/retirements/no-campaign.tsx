import { CalendarOff } from "lucide-react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

type Props = { name: string; /** The reader may ask for it. */ mayAsk: boolean };

/** To the request that begins a retirement. */
export function RetireLink({ name }: { name: string }) {
  return (
    <LinkButton size="sm" href={`/requests/new?kind=retire&server=${encodeURIComponent(name)}`}>
      Retire server…
    </LinkButton>
  );
}

/** The page of a server that nobody retires. */
export function NoCampaign({ name, mayAsk }: Props) {
  return (
    <EmptyState
      icon={CalendarOff}
      title="No retirement is planned"
      actions={mayAsk && <RetireLink name={name} />}
    >
      {mayAsk
        ? "A retirement tells everyone who uses the server, names what to use instead and follows its dates by itself. It begins with a request that is reviewed."
        : "Its owner team or security asks for one where it is needed."}
    </EmptyState>
  );
}
