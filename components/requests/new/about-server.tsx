import { serverTitle } from "#components/server/server-names.ts";
import { Card } from "#components/ui/card.tsx";
import {
  ClassificationChip,
  DeploymentChip,
  LapsedChip,
  QuarantineChip,
  StatusChip,
} from "#components/ui/chips.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { ServerView } from "#lib/catalog/get-server.ts";

/** The server that the request is about, as it is now. */
export function AboutServer({ server }: { server: ServerView }) {
  return (
    <Card className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-0">
        <TextLink href={serverPath(server.name)} className="font-medium">
          {serverTitle(server)}
        </TextLink>
        <p>
          <code className="text-sm break-all text-muted">{server.name}</code>
        </p>
        <p className="text-sm text-subtle">
          {server.owner ? `Owned by ${server.owner.name}` : "Nobody owns it yet"}
        </p>
      </div>
      <div className="flex flex-wrap gap-1.5">
        <StatusChip lifecycle={server.lifecycle} />
        {server.quarantine && <QuarantineChip note={server.quarantine.note} />}
        {server.approval?.ranOut && <LapsedChip />}
        <ClassificationChip classification={server.classification} />
        <DeploymentChip model={server.deploymentModel} />
      </div>
    </Card>
  );
}
