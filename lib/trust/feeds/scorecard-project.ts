import { repositoryAddress } from "../core/repository-address.ts";

const HOSTS: readonly string[] = ["github.com", "gitlab.com"];

/**
 * How Scorecard calls a repository: `github.com/owner/name`, in lower case. Null: it is at no place
 * that Scorecard looks at, which GitLab's groups within groups are not either.
 */
export function scorecardProject(repository: string): string | null {
  const address = repositoryAddress(repository);
  if (address === null || !HOSTS.includes(address.host) || address.owner.includes("/")) return null;
  return `${address.host}/${address.owner}/${address.name}`.toLowerCase();
}
