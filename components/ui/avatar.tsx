import { classNames } from "./class-names.ts";

type Props = { name: string; kind?: "team" | "person"; size?: "sm" | "md" };

/** Initials of a team (square) or a person (round); the name itself always stands beside it. */
export function Avatar({ name, kind = "team", size = "sm" }: Props) {
  return (
    <span
      aria-hidden
      className={classNames(
        "inline-flex shrink-0 items-center justify-center border border-line-strong bg-sunken font-medium text-muted select-none",
        size === "sm" ? "size-5 text-[0.625rem]" : "size-8 text-xs",
        kind === "team" ? "rounded" : "rounded-full",
      )}
    >
      {initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/[\s._-]+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}

/** A team or person: initials and name. */
export function NameWithAvatar({
  name,
  kind = "team",
}: {
  name: string;
  kind?: "team" | "person";
}) {
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-1.5">
      <Avatar name={name} kind={kind} />
      <span className="self-baseline truncate">{name}</span>
    </span>
  );
}
