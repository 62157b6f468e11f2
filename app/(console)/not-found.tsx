import { NotFoundState } from "#components/shell/not-found-state.tsx";

export default function ConsoleNotFound() {
  return (
    <>
      <title>Not found · Gatehouse</title>
      <h1 className="sr-only">Not found</h1>
      <NotFoundState />
    </>
  );
}
