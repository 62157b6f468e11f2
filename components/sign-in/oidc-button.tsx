"use client";

import { signIn } from "next-auth/react";
import { useState } from "react";

type Props = { label: string; next: string };

/** Starts single sign-on. next-auth wants its own CSRF token first, hence a client component. */
export function OidcButton({ label, next }: Props) {
  const [pending, setPending] = useState(false);
  return (
    <button
      type="button"
      disabled={pending}
      onClick={() => {
        setPending(true);
        void signIn("oidc", { callbackUrl: next });
      }}
      className="focus-visible:outline-focus h-10 w-full rounded-md bg-accent px-4 text-sm font-medium text-on-accent focus-visible:outline-2 focus-visible:outline-offset-2 disabled:opacity-60"
    >
      {pending ? "Opening…" : `Continue with ${label}`}
    </button>
  );
}
