/** What the registry's own rows tell: RG- and PR-02. */
import { db } from "#lib/db/client.ts";
import { revokeArtifact } from "#lib/revocations/revoke-artifact.ts";
import { createPerson, createServer, createTeam } from "#lib/testing/factories.ts";
import type { Fault } from "./trust-fault.ts";
import { rename, serverCode, type Draft } from "./trust-fault-draft.ts";
import type { FaultWorld } from "./trust-fault-world.ts";

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

export const REGISTRY_FAULTS: readonly Fault[] = [
  ...NAMES,
  ...BYTES,
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
