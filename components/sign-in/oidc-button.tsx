"use client";

import { signIn } from "next-auth/react";
import { useState } from "react";
import { FRESH_PARAMS } from "#lib/auth/core/fresh-sign-in.ts";

type Props = {
  label: string;
  next: string;
  /** The provider is to have the person sign in anew, whoever it remembers. */
  fresh: boolean;
};

/** Starts single sign-on. next-auth wants its own CSRF token first, hence a client component. */
export function OidcButton({ label, next, fresh }: Props) {
  const [pending, setPending] = useState(false);
  return (
    <button
      type="button"
      disabled={pending}
      onClick={() => {
        setPending(true);
        void signIn("oidc", { callbackUrl: next }, fresh ? FRESH_PARAMS : {});
      }}
      className="focus-visible:outline-focus h-10 w-full rounded-md bg-accent px-4 text-sm font-medium text-on-accent focus-visible:outline-2 focus-visible:outline-offset-2 disabled:opacity-60"
    >
      {pending ? "Opening…" : `${fresh ? "Sign in again" : "Continue"} with ${label}`}
    </button>
  );
}
