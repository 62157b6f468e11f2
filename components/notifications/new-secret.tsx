"use client";

import { useEffect, useRef } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";

/** The one time a signing secret can be read. */
export function NewSecret({ secret }: { secret: string }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), [secret]);
  return (
    <div ref={ref} tabIndex={-1} role="status" className="mb-5 flex flex-col gap-3 outline-none">
      <Callout tone="success" title="Copy the signing secret now">
        It cannot be shown again. The receiver checks with it that calls come from here, by the
        Standard Webhooks scheme. Slack and Teams need no secret.
      </Callout>
      <CodeBlock code={secret} label="signing secret" wrap />
    </div>
  );
}
