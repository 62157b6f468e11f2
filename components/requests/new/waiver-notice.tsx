import { FindingItem } from "#components/trust/finding-item.tsx";
import { optionName } from "#components/trust/chosen-option.ts";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { ServerView } from "#lib/catalog/get-server.ts";
import { waivable } from "#lib/trust/core/waivers.ts";
import type { ControlView, OptionTrust } from "#lib/trust/get-trust.ts";
import { AboutServer } from "./about-server.tsx";

type Props = { server: ServerView; version: string; option: OptionTrust; control: ControlView };

/** What would be accepted: the reviewers see the same. */
export function WaiverNotice({ server, version, option, control }: Props) {
  const findings = waivable(control);
  return (
    <>
      <AboutServer server={server} />
      <CardSection
        title="What would be accepted"
        description="These findings of this control in this version, and no others. The reviewers see them too."
      >
        <div className="flex flex-col gap-4">
          <DefinitionList
            items={[
              {
                term: "Control",
                value: (
                  <>
                    {control.title} <code className="text-subtle">{control.control}</code>
                  </>
                ),
              },
              { term: "Version", value: <code>{showHidden(version)}</code> },
              { term: "Way to install", value: showHidden(optionName(option)) },
            ]}
          />
          <ul aria-label="Findings" className="flex flex-col gap-3 text-sm">
            {findings.map((finding, at) => (
              <li key={`${at} ${finding.code}`} className="border-l-2 border-line-strong pl-3">
                <FindingItem finding={{ ...finding, action: "block" }} />
              </li>
            ))}
          </ul>
        </div>
      </CardSection>
    </>
  );
}

export type Refused = { title: string; reason: string };

/** Why there is no form. */
export function WaiverRefused({ name, title, reason }: Refused & { name: string }) {
  return (
    <div className="max-w-3xl">
      <Callout tone="warning" title={title}>
        <p>{reason}</p>
        <p>
          <TextLink href={serverPath(name, "trust")}>See the controls of this server</TextLink>
        </p>
      </Callout>
    </div>
  );
}
