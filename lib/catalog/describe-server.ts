import { defineCommand } from "#lib/verbs/define-command.ts";
import { lockServer, requireServerAction, requireUnchanged } from "./lock-server.ts";
import { DescribeServerInput } from "./server-schemas.ts";
import { stampOf } from "./core/stamp.ts";

const SELECT = {
  id: true,
  ownerTeamId: true,
  exposed: true,
  supportContact: true,
  supportChannel: true,
  documentation: true,
  categories: true,
  tags: true,
} as const;

type Described = {
  supportContact: string | null;
  supportChannel: string | null;
  documentation: string | null;
  categories: string[];
  tags: string[];
};

/** What the description form shows, in the order of its stamp. */
export const descriptionStamp = (row: Described) => [
  row.supportContact,
  row.supportChannel,
  row.documentation,
  row.categories,
  row.tags,
];

/** Changes what the catalog says about a server beside its document; no security fields. */
export const describeServer = defineCommand({
  name: "describeServer",
  permission: "server.describe",
  input: DescribeServerInput,

  async run(tx, ctx, { name, seen, ...described }) {
    const row = await lockServer(tx, ctx, { key: { name }, select: SELECT });
    requireServerAction(ctx, row, "describe");
    requireUnchanged(seen, descriptionStamp(row));
    if (stampOf(descriptionStamp(row)) === stampOf(descriptionStamp(described)))
      return { result: { changed: false }, audit: [] };

    await tx.server.update({
      where: { id: row.id },
      data: { ...described, updatedAt: ctx.now },
      select: { id: true },
    });
    return {
      result: { changed: true },
      audit: [
        {
          action: "server.describe",
          targetKind: "server",
          targetId: row.id,
          before: factsOf(row),
          after: factsOf(described),
        },
      ],
    };
  },
});

const factsOf = ({
  supportContact,
  supportChannel,
  documentation,
  categories,
  tags,
}: Described) => ({
  supportContact,
  supportChannel,
  documentation,
  categories,
  tags,
});
