import { Callout } from "#components/ui/callout.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { ConnectRefusal } from "#lib/catalog/core/connectable.ts";
import { renewalLink } from "#lib/ownership/core/request-links.ts";
import type { ServerView } from "#lib/catalog/get-server.ts";

/** Where Connect would stand: why nobody should connect, and what to do instead. */
export function ConnectRefused({
  refusal,
  server,
}: {
  refusal: ConnectRefusal;
  server: ServerView;
}) {
  const query = server.categories[0] ? `?category=${encodeURIComponent(server.categories[0])}` : "";
  return (
    <section id="connect" aria-label="Connect">
      <Callout
        tone="neutral"
        title={refusal.title}
        actions={
          <>
            {refusal.renewal && (
              <LinkButton size="sm" href={renewalLink(server.name)}>
                Ask to renew
              </LinkButton>
            )}
            <LinkButton size="sm" href={`/servers${query}`}>
              Find another
            </LinkButton>
          </>
        }
      >
        {refusal.next}
      </Callout>
    </section>
  );
}
