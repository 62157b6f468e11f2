"use client";

import { useState } from "react";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { Button } from "#components/ui/button.tsx";
import { TextareaField } from "#components/ui/field.tsx";
import { keepKey } from "./kept-key.ts";
import { readKey } from "./verify-proof.ts";

type Props = { name: string; vkey: string; fingerprint: string; kept: string | null };

/** The key that signed, for the reader to compare, and to keep for later visits. */
export function LogKey({ name, vkey, fingerprint, kept }: Props) {
  return (
    <div className="flex flex-col gap-2 rounded-md border border-line bg-sunken p-3">
      <h3 className="font-medium">The key of the log</h3>
      <p className="text-sm text-muted">
        A proof is worth as much as the key. Compare this fingerprint with the one that you were
        given by other means, such as the file that <code>gatehouse audit public-key</code> writes.
      </p>
      <p className="text-sm">
        <span className="text-subtle">{name}</span>
        <code className="block break-all">{fingerprint}</code>
      </p>
      <div className="flex flex-wrap gap-2">
        {kept === fingerprint ? (
          <>
            <p className="self-center text-sm text-success-text">Kept in this browser.</p>
            <Button size="sm" variant="ghost" onClick={() => keepKey(null)}>
              Forget it
            </Button>
          </>
        ) : (
          <Button size="sm" onClick={() => keepKey(fingerprint)}>
            {kept === null ? "Keep this key in this browser" : "Keep this key instead"}
          </Button>
        )}
      </div>
      <Disclosure label="Keep a key that you were given" wide>
        <GivenKey />
      </Disclosure>
      <Disclosure label="The key itself" wide>
        <code className="block text-sm break-all">{vkey}</code>
      </Disclosure>
    </div>
  );
}

function GivenKey() {
  const [problem, setProblem] = useState<string | null>(null);
  const keep = async (form: FormData) => {
    try {
      const given = form.get("key");
      const read = await readKey(typeof given === "string" ? given : "", crypto.subtle);
      keepKey(read.fingerprint);
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "This is no key of a log.");
    }
  };
  return (
    <form action={keep} className="flex flex-col items-start gap-2">
      <div className="w-full">
        <TextareaField
          label="Key"
          name="key"
          rows={3}
          hint="The file key.pem, or the text name+1a2b3c4d+AbC…"
          errors={problem === null ? [] : [problem]}
        />
      </div>
      <Button size="sm" type="submit">
        Keep this key
      </Button>
    </form>
  );
}
