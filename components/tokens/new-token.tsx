"use client";

import { useEffect, useRef } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";

type Props = { token: string; expiresAt: Date; base: string };

const DATE = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" });

/** The one time a token can be read. */
export function NewToken({ token, expiresAt, base }: Props) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), [token]);
  return (
    <div ref={ref} tabIndex={-1} role="status" className="mb-5 flex flex-col gap-3 outline-none">
      <Callout tone="success" title="Copy the token now">
        It cannot be shown again. Until {DATE.format(expiresAt)} it acts for you: treat it like a
        password.
      </Callout>
      <CodeBlock code={token} label="token" wrap />
      <p className="text-sm text-subtle">Try it:</p>
      <CodeBlock
        code={`curl -H "Authorization: Bearer ${token}" ${base}/v0.1/servers`}
        label="command"
        wrap
      />
    </div>
  );
}
