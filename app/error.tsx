"use client";

import { Failure } from "#components/shell/failure.tsx";

export default function RootError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main className="mx-auto max-w-2xl px-4 py-16">
      <h1 className="sr-only">Gatehouse</h1>
      <Failure error={error} retry={retry} />
    </main>
  );
}
