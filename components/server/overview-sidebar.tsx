import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { DefinitionList, type Definition } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { ExactDate, RelativeTime } from "#components/ui/relative-time.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import {
  CLASSIFICATION_LABELS,
  ORIGIN_LABELS,
  VISIBILITY_LABELS,
} from "#lib/catalog/core/words.ts";
import type { ServerView } from "#lib/catalog/get-server.ts";
import { connectRefusalOf } from "#lib/catalog/core/connectable.ts";
import { approvalItems } from "./approval-items.tsx";
import { connectDocument } from "./connect-document.ts";
import { installLine } from "./install-line.ts";
import { OutsideLink } from "./outside-link.tsx";
import type { OverviewProps } from "./overview-props.ts";
import {
  ClassifyForm,
  DescribeForm,
  FeedButton,
  OwnerForm,
  VisibilityForm,
} from "./server-forms.tsx";

/** The facts beside the text: how to install, who helps, where it comes from. */
export function OverviewSidebar(props: OverviewProps) {
  const { server, now } = props;
  return (
    <aside aria-label="Facts" className="flex min-w-0 flex-col gap-5">
      <InstallLine server={server} />
      <Group title="Support" action={<DescribeForm {...props} />}>
        <DefinitionList items={supportOf(server)} />
        <Words label="Categories" words={server.categories} param="category" />
        <Words label="Tags" words={server.tags} param="q" />
      </Group>
      <Group title="Ownership" action={<OwnerForm {...props} />}>
        <DefinitionList items={ownershipOf(server)} />
      </Group>
      <Group title="Data" action={<ClassifyForm {...props} />}>
        <p className="text-muted">
          {server.classification === null
            ? "Nobody has said yet which data it touches, so it cannot be deployed. Security classifies it."
            : `${CLASSIFICATION_LABELS[server.classification].label}. ${CLASSIFICATION_LABELS[server.classification].explanation}`}
        </p>
      </Group>
      <Group
        title="Who sees it"
        action={
          <>
            <VisibilityForm {...props} />
            <FeedButton {...props} />
          </>
        }
      >
        <DefinitionList items={visibilityOf(server)} />
      </Group>
      <Group title="Release">
        <DefinitionList items={releaseOf(server, now)} />
      </Group>
      {server.approval && (
        <Group title="Approval">
          <DefinitionList items={approvalItems(server.approval)} />
        </Group>
      )}
    </aside>
  );
}

function Group({
  title,
  action,
  children,
}: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="border-t border-line pt-3 first:border-t-0 first:pt-0">
      <div className="mb-1.5 flex min-h-7 items-center justify-between gap-2">
        <h2 className="font-semibold">{title}</h2>
        <div className="flex gap-1">{action}</div>
      </div>
      <div className="flex flex-col gap-3 text-sm">{children}</div>
    </section>
  );
}

function InstallLine({ server }: { server: ServerView }) {
  if (server.current === null || connectRefusalOf(server) !== null) return null;
  const line = installLine(connectDocument(server.current.document));
  if (line === null) return null;
  return (
    <Group title={line.kind === "url" ? "Address" : "Install"}>
      <CodeBlock code={line.text} label={line.kind === "url" ? "address" : "command"} wrap />
    </Group>
  );
}

function supportOf(server: ServerView): Definition[] {
  const none = <span className="text-subtle">not named</span>;
  const { supportContact, supportChannel, documentation } = server;
  return [
    { term: "Contact", value: supportContact ? <Contact text={supportContact} /> : none },
    { term: "Channel", value: supportChannel ? showHidden(supportChannel) : none },
    { term: "Documentation", value: documentation ? <OutsideLink href={documentation} /> : none },
  ];
}

function Contact({ text }: { text: string }) {
  if (!/^[^\s@<>"?&]+@[^\s@<>"?&]+$/.test(text))
    return <OutsideLink href={text}>{showHidden(text)}</OutsideLink>;
  return (
    <a href={`mailto:${text}`} className="text-accent-text underline underline-offset-2">
      {showHidden(text)}
    </a>
  );
}

function Words({
  label,
  words,
  param,
}: {
  label: string;
  words: readonly string[];
  param: string;
}) {
  if (words.length === 0) return null;
  return (
    <div>
      <h3 className="mb-1 text-subtle">{label}</h3>
      <ul className="flex flex-wrap gap-1.5">
        {words.map((word) => (
          <li key={word}>
            <TextLink
              className="no-underline!"
              href={`/servers?${param}=${encodeURIComponent(word)}`}
            >
              <Badge>{showHidden(word)}</Badge>
            </TextLink>
          </li>
        ))}
      </ul>
    </div>
  );
}

function ownershipOf({ owner, deputy }: ServerView): Definition[] {
  return [
    {
      term: "Team",
      value: owner ? (
        <TextLink href={`/teams/${owner.slug}`}>{owner.name}</TextLink>
      ) : (
        "No owner yet. Security or an administrator finds an owner."
      ),
    },
    ...(owner?.channel ? [{ term: "Team channel", value: owner.channel }] : []),
    ...(deputy ? [{ term: "Deputy", value: deputy.name }] : []),
  ];
}

function visibilityOf({ visibility, visibleTeams, exposed }: ServerView): Definition[] {
  const teams = visibleTeams.map(({ name }) => name).join(", ");
  return [
    { term: "In here", value: VISIBILITY_LABELS[visibility].label },
    ...(visibility === "teams" ? [{ term: "Teams", value: teams || "Only the owner team" }] : []),
    { term: "Anonymous feed", value: exposed ? "Yes, once approved" : "No" },
  ];
}

function Listed({ at, now }: { at: Date; now: Date }) {
  return (
    <>
      <RelativeTime at={at} now={now} />{" "}
      <span className="text-subtle">by a registry: the package may be older</span>
    </>
  );
}

function releaseOf(server: ServerView, now: Date): Definition[] {
  const { current, origin, source, repositoryUrl, websiteUrl } = server;
  const definitions: (Definition | false | null)[] = [
    current && { term: "Version", value: <code>{showHidden(current.version)}</code> },
    current && { term: "Listed", value: <Listed at={current.publishedAt} now={now} /> },
    current?.approvedAt ? { term: "Approved", value: <ExactDate at={current.approvedAt} /> } : null,
    { term: "Origin", value: ORIGIN_LABELS[origin].label },
    { term: "Source", value: source ?? "Recorded here" },
    repositoryUrl ? { term: "Repository", value: <OutsideLink href={repositoryUrl} /> } : null,
    websiteUrl ? { term: "Website", value: <OutsideLink href={websiteUrl} /> } : null,
    { term: "In the catalog", value: <ExactDate at={server.createdAt} /> },
  ];
  return definitions.filter((definition) => definition !== false && definition !== null);
}
