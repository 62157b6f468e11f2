import type { ReactNode } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import { LIFECYCLE_LABELS, type ServerLifecycle } from "#lib/catalog/core/words.ts";
import type { Kin, KnownServer } from "#lib/intake/find-kin.ts";

/** What stands in the catalog already: said before anybody fills in a form. */
export function KinNotices({ kin }: { kin: Kin }) {
  return (
    <>
      {kin.same && <SameServer server={kin.same} />}
      {kin.openRequests.length > 0 && (
        <Callout tone="warning" title="Somebody asks for this server already">
          <List>
            {kin.openRequests.map(({ number, title }) => (
              <li key={number}>
                <TextLink href={`/requests/${number}`}>{number}</TextLink> {showHidden(title)}
              </li>
            ))}
          </List>
        </Callout>
      )}
      {kin.lookAlikes.length > 0 && (
        <Callout tone="warning" title="A server with a name that looks like this one exists">
          Compare the names letter by letter: one of them may be meant to be mistaken.
          <Servers servers={kin.lookAlikes} />
        </Callout>
      )}
      {kin.samePackage.length > 0 && (
        <Callout tone="warning" title="The same package is in the catalog under another name">
          <Servers servers={kin.samePackage} />
        </Callout>
      )}
      {kin.alternatives.length > 0 && <Alternatives kin={kin} />}
    </>
  );
}

const LISTED: readonly ServerLifecycle[] = ["approved", "deprecated"];

function SameServer({ server }: { server: KnownServer }) {
  const { name, lifecycle } = server;
  const label = LIFECYCLE_LABELS[lifecycle].label.toLowerCase();
  if (lifecycle === "candidate")
    return (
      <Callout tone="info" title="The catalog knows this server as a candidate">
        Your request promotes <ServerLink name={name} />: what a mirror brought is kept.
      </Callout>
    );
  return (
    <Callout
      tone="warning"
      title={`This server is in the catalog already (${label})`}
      actions={
        LISTED.includes(lifecycle) && (
          <LinkButton
            size="sm"
            href={`/requests/new?kind=add_version&server=${encodeURIComponent(name)}`}
          >
            Add a version
          </LinkButton>
        )
      }
    >
      See <ServerLink name={name} />.
    </Callout>
  );
}

const COUNTS = ["", "An", "Two", "Three", "Four", "Five"];

function Alternatives({ kin: { alternatives } }: { kin: Kin }) {
  const count = COUNTS[alternatives.length] ?? String(alternatives.length);
  return (
    <Callout
      tone="info"
      title={
        alternatives.length === 1
          ? "An approved server may already do this"
          : `${count} approved servers may already do this`
      }
    >
      What is approved can be used today. Ask for another one if none of them will do.
      <List>
        {alternatives.map(({ name, title, description, matched }) => (
          <li key={name} className="break-words">
            <ServerLink name={name}>{showHidden(title ?? name)}</ServerLink>{" "}
            <span className="line-clamp-2">
              {showHidden(description)}
              {matched && <span className="text-subtle"> (found by {showHidden(matched)})</span>}
            </span>
          </li>
        ))}
      </List>
    </Callout>
  );
}

function Servers({ servers }: { servers: readonly KnownServer[] }) {
  return (
    <List>
      {servers.map(({ name, lifecycle }) => (
        <li key={name}>
          <ServerLink name={name} /> ({LIFECYCLE_LABELS[lifecycle].label.toLowerCase()})
        </li>
      ))}
    </List>
  );
}

function ServerLink({ name, children }: { name: string; children?: ReactNode }) {
  return (
    <TextLink href={serverPath(name)}>
      {children ?? <code className="break-all">{name}</code>}
    </TextLink>
  );
}

const List = ({ children }: { children: ReactNode }) => (
  <ul className="mt-1.5 flex list-disc flex-col gap-1 pl-4">{children}</ul>
);
