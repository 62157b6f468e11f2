import { Callout } from "#components/ui/callout.tsx";

type Oidc = {
  name: string;
  groupsClaim: string;
  roleMap: readonly { group: string; role: string }[];
};

/** Where roles come from: the identity provider's groups, or this page. */
export function RoleSource({ oidc }: { oidc: Oidc | null }) {
  if (!oidc || oidc.roleMap.length === 0)
    return (
      <Callout tone="neutral" className="mb-4" title="Roles are given here">
        {oidc
          ? `${oidc.name} says who somebody is; no groups are mapped to roles (OIDC_ROLE_MAP).`
          : "Single sign-on is not set up, so nobody else gives roles."}
      </Callout>
    );
  return (
    <Callout tone="info" className="mb-4" title={`Roles come from ${oidc.name}`}>
      <p>
        At every sign-in the groups in the claim <code>{oidc.groupsClaim}</code> decide, so a role
        given here lasts until the person signs in again. Change the group instead:
      </p>
      <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
        {oidc.roleMap.map(({ group, role }) => (
          <li key={`${group}=${role}`}>
            <code>{group}</code> gives <strong className="font-medium">{role}</strong>
          </li>
        ))}
      </ul>
    </Callout>
  );
}
