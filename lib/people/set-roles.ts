import { ROLES, type Role } from "#lib/kernel/actor.ts";
import { fieldError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { grantRoles, lockAdmins, lockPerson, refuseLastAdmin, refuseSelf } from "./person-steps.ts";
import { SetRolesInput } from "./schemas.ts";

/**
 * Adds roles to a person and takes others away. Everyone stays an engineer; nobody changes
 * their own roles, and the last enabled administrator stays one.
 */
export const setRoles = defineCommand({
  name: "setRoles",
  permission: "person.manage",
  input: SetRolesInput,

  async run(tx, ctx, { email, add, remove }) {
    const both = add.find((role) => remove.includes(role));
    if (both) throw fieldError("add", `The role ${both} cannot be both added and removed.`);
    if (remove.includes("engineer"))
      throw fieldError("remove", "Everyone is an engineer: this role cannot be removed.");

    const admins = await lockAdmins(tx);
    const person = await lockPerson(tx, email);
    refuseSelf(ctx, person.id, "change your own roles");
    if (remove.includes("admin")) refuseLastAdmin(admins, person.id, "demoted");

    const wanted = new Set<Role>(["engineer", ...person.roles, ...add]);
    for (const role of remove) wanted.delete(role);
    const roles = ROLES.filter((role) => wanted.has(role));
    const before = ROLES.filter((role) => person.roles.includes(role));
    if (roles.join() === before.join())
      return { result: { email, roles, changed: false }, audit: [] };

    const added = roles.filter((role) => !person.roles.includes(role));
    await grantRoles(tx, person.id, {
      roles: added,
      by: ctx.actor.kind === "user" ? ctx.actor.id : null,
      source: ctx.actor.kind,
      at: ctx.now,
    });
    await tx.user.update({ where: { id: person.id }, data: { roles } });
    return {
      result: { email, roles, changed: true },
      audit: [
        {
          action: "person.set_roles",
          targetKind: "person",
          targetId: person.id,
          before: { roles: before },
          after: { roles },
          personal: { subject: person.id, facts: { after: { email } } },
        },
      ],
    };
  },
});
