import { NotFoundState } from "#components/shell/not-found-state.tsx";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="mx-auto max-w-2xl px-4 py-16">
      <h1 className="sr-only">Not found</h1>
      <NotFoundState />
    </main>
  );
}
