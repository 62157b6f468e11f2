import { redirect } from "next/navigation";
import { doorContext } from "#lib/auth/bearer.ts";
import { currentPerson } from "#lib/auth/context.ts";
import { errorCode } from "#lib/auth/core/error-code.ts";
import { localPath } from "#lib/auth/core/local-path.ts";
import { env } from "#lib/config/env.ts";
import { SignInPanel } from "#components/sign-in/sign-in-panel.tsx";
import { listDemoPeople } from "#lib/people/list-demo-people.ts";
import { demoSignInAction } from "./actions.ts";

export const metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ next?: string; error?: string; fresh?: string }> };

export default async function SignInPage({ searchParams }: Props) {
  const { next, error, fresh } = await searchParams;
  const person = await currentPerson();
  // Who is to sign in again, or could not, is asked even while signed in.
  if (person && fresh !== "1" && error === undefined) redirect(localPath(next));

  return (
    <SignInPanel
      again={person && { name: person.name, email: person.email }}
      next={localPath(next)}
      error={errorCode(error)}
      oidcName={env.oidc?.name ?? null}
      demoPeople={env.demoSignIn ? await listDemoPeople(doorContext(), {}) : null}
      demoSignIn={demoSignInAction}
    />
  );
}
