/** What the registry's own rows tell: RG-, PK- and UP-. */
import { orderKey } from "#lib/catalog/core/version-order.ts";
import { assignOwner } from "#lib/catalog/assign-owner.ts";
import { db } from "#lib/db/client.ts";
import { revokeArtifact } from "#lib/revocations/revoke-artifact.ts";
import {
  addVersion,
  createPerson,
  createServer,
  createTeam,
  serverDocument,
} from "#lib/testing/factories.ts";
import type { Fault } from "./trust-fault.ts";
import { daysAgo, serverCode, type Draft } from "./trust-fault-draft.ts";
import type { Registered } from "./trust-fault-draft.ts";
import type { FaultWorld } from "./trust-fault-world.ts";

const rename = (draft: Draft, serverName: string): void => {
  draft.serverName = serverName;
  draft.manifest["mcpName"] = serverName;
};

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

const NAMES: readonly Fault[] = [
  {
    control: "RG-01",
    fault: "a namespace that belongs to somebody else",
    code: "RG-01/not-granted",
    spoil: (draft) => {
      draft.broughtBy = "person";
      rename(draft, `com.rival${draft.number}/units`);
      draft.before = async () => {
        const team = await createTeam("Rival");
        const person = await createPerson();
        await db.publisher.create({
          data: {
            name: `Rival ${draft.number}`,
            kind: "domain",
            identity: `rival${draft.number}.com`,
            teamId: team.id,
            token: "t",
            createdById: person.id,
            createdAt: new Date(),
            namespaces: {
              create: { namespace: `com.rival${draft.number}`, createdAt: new Date() },
            },
          },
        });
      };
    },
  },
  {
    control: "RG-01",
    fault: "a reserved namespace",
    code: "RG-01/reserved",
    spoil: (draft) => {
      draft.broughtBy = "person";
      rename(draft, `com.kept${draft.number}/units`);
      draft.before = async () => {
        await db.reservedNamespace.create({
          data: {
            namespace: `com.kept${draft.number}`,
            reason: "Ours.",
            byName: "Ada",
            at: new Date(),
          },
        });
      };
    },
  },
  {
    control: "RG-01",
    fault: "a namespace that nobody has claimed",
    code: "RG-01/unclaimed",
    spoil: (draft) => {
      draft.broughtBy = "person";
      rename(draft, `com.nobody${draft.number}/units`);
    },
  },
  {
    control: "RG-02",
    fault: "a name one letter beside an approved server's, by a stranger",
    code: "RG-02/look-alike",
    spoil: (draft) => {
      draft.broughtBy = "person";
      rename(draft, `com.shop${draft.number}/mai1`);
      draft.before = async () => {
        await createServer({ name: `com.shop${draft.number}/mail` });
      };
    },
  },
  {
    control: "RG-02",
    fault: "the same by a publisher who is verified",
    code: "RG-02/look-alike",
    spoil: (draft) => {
      draft.before = async () => {
        await createServer({ name: `dev.acme/un1ts-${draft.number}` });
      };
    },
  },
];

const republished =
  (draft: Draft, { publish }: FaultWorld) =>
  async (): Promise<void> => {
    const files = { "index.js": `${serverCode(draft)}\n// changed\n`, ...draft.files };
    await publish(draft, files);
  };

const BYTES: readonly Fault[] = [
  {
    control: "RG-05",
    fault: "a package on an imported list of revocations",
    code: "RG-05/revoked",
    spoil: (draft) => {
      draft.name = "@acme/units-revoked";
    },
  },
  {
    control: "RG-05",
    fault: "a digest that security has revoked",
    code: "RG-05/revoked",
    spoil: (draft, { cast }) => {
      draft.before = async () => {
        await revokeArtifact(cast.security.ctx(), {
          subject: `pkg:npm/%40acme/units-${draft.number}@1.2.0`,
          kind: "malicious",
          reason: "It sends files away.",
        });
      };
    },
  },
  {
    control: "RG-07",
    fault: "no digest was kept yet (first scan)",
    code: "RG-07/not-registered",
    spoil: () => undefined,
  },
  {
    control: "RG-07",
    fault: "other bytes than the registry of packages promises",
    code: "RG-07/mismatch",
    spoil: (draft, { registry }) => {
      draft.before = ({ file }) => {
        registry.put(file, Buffer.from("not what was promised"));
        return Promise.resolve();
      };
    },
  },
  {
    control: "RG-07",
    fault: "a digest that changed after it was registered",
    code: "RG-07/mismatch",
    spoil: (draft, world) => {
      draft.again = republished(draft, world);
    },
  },
];

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

export const REGISTRY_FAULTS: readonly Fault[] = [
  ...NAMES,
  ...BYTES,
  ...PEOPLE,
  ...UPDATES,
  {
    control: "PR-02",
    fault: "one owner only",
    code: "PR-02/single-owner",
    spoil: (draft) => {
      draft.before = async ({ serverId }) => {
        const team = await createTeam("Alone");
        await createPerson([], [team.id]);
        await db.server.update({ where: { id: serverId }, data: { ownerTeamId: team.id } });
      };
    },
  },
];
