import { TextLink } from "#components/ui/link.tsx";
import type { DemoPerson } from "#lib/people/list-demo-people.ts";
import { FRESH_MINUTES } from "#lib/requests/core/separation.ts";
import { OidcButton } from "./oidc-button.tsx";

type Props = {
  next: string;
  /** Who is signed in already, and asked to sign in again. */
  again: { name: string; email: string } | null;
  error: string | null;
  oidcName: string | null;
  /** Null where the demo sign-in is off. */
  demoPeople: DemoPerson[] | null;
  demoSignIn: (form: FormData) => Promise<void>;
};

/** What next-auth's error codes mean for the person, and what to do. */
const ERRORS: Record<string, string> = {
  OAuthCallback:
    "Single sign-on answered with an error. Try again; if it stays, ask an administrator.",
  OAuthSignin: "Single sign-on cannot be reached. Try again later, or ask an administrator.",
  Callback:
    "You were not let in: the account is disabled, or it has no verified e-mail address. Ask an administrator.",
  AccessDenied: "You were not let in. Ask an administrator.",
};

export function SignInPanel({ next, again, error, oidcName, demoPeople, demoSignIn }: Props) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-6 px-4 py-10">
      <header className="space-y-2">
        <h1 className="text-2xl font-semibold tracking-tight">Gatehouse</h1>
        <p className="text-sm text-muted">
          The MCP servers of this company: which exist, who vouches for them, and how to connect.
        </p>
      </header>
      {again && <SignInAgain person={again} next={next} />}
      {error !== null && (
        <p
          role="alert"
          className="rounded-md border border-danger bg-danger-soft px-3 py-2 text-sm"
        >
          {ERRORS[error] ?? "Signing in did not work. Try again, or ask an administrator."}
        </p>
      )}
      {oidcName !== null && <OidcButton label={oidcName} next={next} fresh={again !== null} />}
      {demoPeople !== null && (
        <DemoList
          people={ownFirst(demoPeople, again?.email)}
          own={again?.email}
          next={next}
          demoSignIn={demoSignIn}
        />
      )}
      {oidcName === null && demoPeople === null && (
        <p
          role="alert"
          className="rounded-md border border-danger bg-danger-soft px-3 py-2 text-sm"
        >
          No way to sign in is set up. An administrator sets OIDC_ISSUER, OIDC_CLIENT_ID and
          OIDC_CLIENT_SECRET and starts the product again.
        </p>
      )}
    </main>
  );
}

/** Why somebody who is signed in is asked again, and the way back without it. */
function SignInAgain({ person, next }: { person: { name: string; email: string }; next: string }) {
  return (
    <section
      aria-labelledby="again"
      className="space-y-2 rounded-lg border border-accent-line bg-accent-soft px-4 py-3"
    >
      <h2 id="again" className="font-medium">
        Sign in again, {person.name}
      </h2>
      <p className="text-sm text-muted">
        A decision at high or critical risk needs a sign-in of the last {FRESH_MINUTES} minutes, so
        that nobody decides at a screen somebody else left open. Then you are back where you were.
      </p>
      <p className="text-sm">
        <TextLink href={next}>Go back without signing in again</TextLink>
      </p>
    </section>
  );
}

const ownFirst = (people: DemoPerson[], email: string | undefined) => [
  ...people.filter((person) => person.email === email),
  ...people.filter((person) => person.email !== email),
];

type DemoProps = Pick<Props, "next" | "demoSignIn"> & {
  people: DemoPerson[];
  own: string | undefined;
};

function DemoList({ people, own, next, demoSignIn }: DemoProps) {
  if (people.length === 0)
    return (
      <p className="text-sm text-muted">
        There are no demo accounts. Make them with <code>npm run gatehouse -- seed</code>.
      </p>
    );
  return (
    <section aria-labelledby="demo" className="space-y-3">
      <div className="space-y-1">
        <h2 id="demo" className="text-sm font-medium">
          Demo sign-in
        </h2>
        <p className="text-sm text-muted">
          Pick a role to look around. This is offered because the product runs on this machine only.
        </p>
      </div>
      <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface">
        {people.map((person) => (
          <li key={person.id}>
            <form action={demoSignIn}>
              <input type="hidden" name="email" value={person.email} />
              <input type="hidden" name="next" value={next} />
              <button
                type="submit"
                className="focus-visible:outline-focus flex w-full flex-col items-start gap-0.5 px-4 py-2.5 text-left hover:bg-hover focus-visible:outline-2 focus-visible:-outline-offset-2"
              >
                <span className="text-sm font-medium">
                  {person.name}
                  {person.email === own && (
                    <span className="font-normal text-accent-text"> (you)</span>
                  )}
                </span>
                <span className="text-xs text-muted">
                  {person.email}
                  {person.teams.length > 0 && ` · ${person.teams.join(", ")}`}
                </span>
              </button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}
