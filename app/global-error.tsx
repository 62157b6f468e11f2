"use client";

import { Failure } from "#components/shell/failure.tsx";
import "./globals.css";

/** Replaces the whole document when even the root layout broke. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · Gatehouse</title>
        <main className="mx-auto max-w-2xl px-4 py-16">
          <h1 className="sr-only">Gatehouse</h1>
          <Failure error={error} retry={retry} />
        </main>
      </body>
    </html>
  );
}
