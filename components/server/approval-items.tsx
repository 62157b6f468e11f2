import type { Definition } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { ApprovalView } from "#lib/catalog/server-view.ts";

/** What the current version was approved for, and until when. */
export function approvalItems(approval: ApprovalView): Definition[] {
  return [
    {
      term: "Granted",
      value: (
        <>
          <ExactDate at={approval.grantedAt} /> by{" "}
          <TextLink href={`/requests/${approval.request}`}>{approval.request}</TextLink>
        </>
      ),
    },
    ...(approval.expiresAt === null
      ? []
      : [
          {
            term: approval.ranOut ? "Ran out on" : "To be renewed by",
            value: <ExactDate at={approval.expiresAt} />,
          },
        ]),
    ...limit("Only these tools", approval.allowedTools),
    ...limit("Only in", approval.allowedEnvironments),
    ...(approval.note === null ? [] : [{ term: "Condition", value: showHidden(approval.note) }]),
  ];
}

function limit(term: string, names: readonly string[] | null): Definition[] {
  if (names === null) return [];
  return [{ term, value: names.length === 0 ? "none" : names.map(showHidden).join(", ") }];
}
