import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { ToolsTold } from "#lib/requests/told-tools.ts";

type Mark = Extract<keyof ToolsTold, "undeclared" | "untold" | "unlike" | "ambiguous">;

const MARKS: readonly [Mark, { tone: Tone; label: string; title: string }][] = [
  [
    "undeclared",
    {
      tone: "warning",
      label: "Not declared",
      title: "Its server told the scan this tool, and its declaration does not name it.",
    },
  ],
  [
    "untold",
    {
      tone: "neutral",
      label: "Only declared",
      title: "It is declared, and its server did not tell it to the scan.",
    },
  ],
  [
    "unlike",
    {
      tone: "warning",
      label: "Declared otherwise",
      title: "Its declaration says something else of this tool than its server told the scan.",
    },
  ],
  [
    "ambiguous",
    {
      tone: "warning",
      label: "More than one definition",
      title: "Its server told more than one tool of this name, or differs by how it is installed.",
    },
  ],
];

/** How what its server told of a tool and what is declared go together; nothing where they agree. */
export function ToldBadges({ name, told }: { name: string; told: ToolsTold | null }) {
  if (told === null) return null;
  return MARKS.filter(([mark]) => told[mark].includes(name)).map(([mark, { label, ...look }]) => (
    <Badge key={mark} {...look}>
      {label}
    </Badge>
  ));
}
