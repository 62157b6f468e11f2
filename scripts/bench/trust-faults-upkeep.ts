/** Who stands behind a version, and how it goes on: PK- and UP-. */
import { orderKey } from "#lib/catalog/core/version-order.ts";
import { assignOwner } from "#lib/catalog/assign-owner.ts";
import { db } from "#lib/db/client.ts";
import { addVersion, createTeam, serverDocument } from "#lib/testing/factories.ts";
import type { Fault } from "./trust-fault.ts";
import { daysAgo, rename, type Registered } from "./trust-fault-draft.ts";

const earlier = (
  { serverId, serverName }: Registered,
  version: string,
  document: Record<string, unknown> = {},
) =>
  addVersion(
    { id: serverId, name: serverName },
    {
      version,
      orderKey: orderKey(version, ""),
      createdAt: new Date(daysAgo(30)),
      document: JSON.stringify(serverDocument(serverName, { version, ...document })),
    },
  );

const PEOPLE: readonly Fault[] = [
  {
    control: "PK-01",
    fault: "nobody vouches for it",
    code: "PK-01/none",
    spoil: (draft) => {
      draft.broughtBy = "nobody";
    },
  },
  {
    control: "PK-01",
    fault: "only a mail address",
    code: "PK-01/mail-only",
    spoil: (draft) => {
      draft.broughtBy = "person";
      rename(draft, `com.someone${draft.number}/units`);
    },
  },
  {
    control: "PK-04",
    fault: "another owner since today",
    code: "PK-04/transferred",
    spoil: (draft, { cast }) => {
      draft.before = async ({ serverName }) => {
        const { slug } = await createTeam("Newcomers");
        await assignOwner(cast.security.ctx(), { name: serverName, team: slug, deputy: "" });
      };
    },
  },
  {
    control: "PK-04",
    fault: "nothing published for 500 days",
    code: "PK-04/dormant",
    spoil: (draft) => {
      draft.publishedAt = daysAgo(500);
    },
  },
];

const ended = (
  fault: string,
  code: string,
  { announced, ends }: { announced: number; ends: number },
): Fault => ({
  control: "UP-03",
  fault,
  code: `UP-03/${code}`,
  spoil: (draft, { cast }) => {
    draft.before = async ({ serverId }) => {
      const at = new Date(daysAgo(-ends));
      await db.retirement.create({
        data: {
          serverId,
          reason: "Nobody looks after it.",
          announcedAt: new Date(daysAgo(announced)),
          deprecatesAt: at,
          brownoutAt: at,
          retiresAt: at,
          createdById: cast.security.id,
        },
      });
    };
  },
});

const UPDATES: readonly Fault[] = [
  {
    control: "UP-02",
    fault: "a tool of its server.json gone without a new major version",
    code: "UP-02/breaking",
    spoil: (draft) => {
      draft.before = async (registered) => {
        const { id } = await earlier(registered, "1.1.0");
        const kept = { name: `convert_units_${draft.number}`, origin: "meta" };
        await db.tool.createMany({
          data: [
            { ...kept, versionId: id },
            { ...kept, versionId: id, name: `convert_weights_${draft.number}` },
            { ...kept, versionId: registered.versionId },
          ],
        });
      };
    },
  },
  {
    control: "UP-02",
    fault: "wider permissions without a new major version",
    code: "UP-02/breaking",
    spoil: (draft) => {
      draft.meta.permissions = { ...draft.meta.permissions, network: "full" };
      const narrow = { permissions: { ...draft.meta.permissions, network: "none" } };
      draft.before = async (registered) => {
        await earlier(registered, "1.1.0", { _meta: { "org.mpaktrust": narrow } });
      };
    },
  },
  {
    control: "UP-02",
    fault: "a variable that is required now",
    code: "UP-02/breaking",
    spoil: (draft) => {
      draft.install = { environmentVariables: [{ name: "UNITS_REGION", isRequired: true }] };
      draft.before = async (registered) => {
        await earlier(registered, "1.1.0");
      };
    },
  },
  ended("an end that was announced 20 days ahead", "short-notice", { announced: 5, ends: 15 }),
  ended("an end that was announced 120 days ahead", "early-removal", { announced: 20, ends: 100 }),
  ended("it has ended", "ended", { announced: 200, ends: -1 }),
  {
    control: "UP-03",
    fault: "a deprecated package whose entry says nothing",
    code: "UP-03/silent",
    spoil: ({ manifest }) => {
      manifest["deprecated"] = "Use units-next.";
    },
  },
  {
    control: "UP-04",
    fault: "a lower version after a higher one",
    code: "UP-04/lower",
    spoil: (draft) => {
      draft.before = async (registered) => {
        await earlier(registered, "1.9.0");
      };
    },
  },
];

export const UPKEEP_FAULTS: readonly Fault[] = [...PEOPLE, ...UPDATES];
