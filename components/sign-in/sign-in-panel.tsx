import type { DemoPerson } from "#lib/people/list-demo-people.ts";
import { OidcButton } from "./oidc-button.tsx";

type Props = {
  next: string;
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

export function SignInPanel({ next, error, oidcName, demoPeople, demoSignIn }: Props) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-6 px-4 py-10">
      <header className="space-y-2">
        <h1 className="text-2xl font-semibold tracking-tight">Gatehouse</h1>
        <p className="text-sm text-muted">
          The MCP servers of this company: which exist, who vouches for them, and how to connect.
        </p>
      </header>
      {error !== null && (
        <p
          role="alert"
          className="rounded-md border border-danger bg-danger-soft px-3 py-2 text-sm"
        >
          {ERRORS[error] ?? "Signing in did not work. Try again, or ask an administrator."}
        </p>
      )}
      {oidcName !== null && <OidcButton label={oidcName} next={next} />}
      {demoPeople !== null && <DemoList people={demoPeople} next={next} demoSignIn={demoSignIn} />}
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

function DemoList({
  people,
  next,
  demoSignIn,
}: {
  people: DemoPerson[];
  next: string;
  demoSignIn: Props["demoSignIn"];
}) {
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
                <span className="text-sm font-medium">{person.name}</span>
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
