import { LogOut, Monitor, Moon, Sun } from "lucide-react";
import { Avatar } from "#components/ui/avatar.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { Popover } from "#components/ui/popover.tsx";
import type { Role } from "#lib/kernel/actor.ts";
import { THEMES, type Theme } from "./theme.ts";

const THEME_LOOKS = {
  system: { label: "System", icon: Monitor },
  light: { label: "Light", icon: Sun },
  dark: { label: "Dark", icon: Moon },
} as const;

const ROLE_LABELS: Record<Role, string> = {
  engineer: "Engineer",
  security: "Security",
  admin: "Administrator",
  auditor: "Auditor",
};

type Props = {
  person: { name: string; email: string; roles: readonly Role[] };
  theme: Theme;
  setTheme: (form: FormData) => Promise<void>;
  signOut: () => Promise<void>;
};

export function PersonMenu({ person, theme, setTheme, signOut }: Props) {
  return (
    <Popover
      trigger={<Avatar name={person.name} kind="person" size="md" />}
      label={`${person.name}: account and theme`}
      size="icon"
      className="rounded-full!"
      align="end"
      panelClassName="w-64 p-0"
    >
      <div className="border-b border-line p-3">
        <p className="truncate font-medium">{person.name}</p>
        <p className="truncate text-sm text-subtle">{person.email}</p>
        <p className="mt-2 flex flex-wrap gap-1">
          {person.roles.map((role) => (
            <Badge key={role}>{ROLE_LABELS[role]}</Badge>
          ))}
        </p>
      </div>
      <form action={setTheme} className="border-b border-line p-3">
        <fieldset>
          <legend className="mb-1.5 text-sm text-subtle">Theme</legend>
          <div className="grid grid-cols-3 gap-1 rounded-md bg-sunken p-1">
            {THEMES.map((name) => (
              <ThemeButton key={name} name={name} current={name === theme} />
            ))}
          </div>
        </fieldset>
      </form>
      <form action={signOut} className="p-1.5">
        <button className="flex h-8 w-full items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover">
          <LogOut aria-hidden className="size-4 text-subtle" />
          Sign out
        </button>
      </form>
    </Popover>
  );
}

function ThemeButton({ name, current }: { name: Theme; current: boolean }) {
  const { label, icon: Icon } = THEME_LOOKS[name];
  return (
    <button
      name="theme"
      value={name}
      aria-pressed={current}
      className={classNames(
        "flex h-7 items-center justify-center gap-1 rounded text-sm",
        current
          ? "bg-surface font-medium text-ink shadow-sm"
          : "text-muted hover:bg-hover hover:text-ink",
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {label}
    </button>
  );
}
