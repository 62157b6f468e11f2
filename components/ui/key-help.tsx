import { Kbd } from "./kbd.tsx";

/** What each key does. */
export function KeyHelp({ keys }: { keys: readonly (readonly [key: string, what: string])[] }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
      {keys.map(([key, what]) => (
        <div key={key} className="col-span-2 grid grid-cols-subgrid">
          <dt>
            <Kbd>{key}</Kbd>
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}
