import type { FeedPage } from "#lib/audiences/list-feed.ts";
import { SelectField, TextField } from "#components/ui/field.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { FilterForm } from "./filter-form.tsx";
import { withQuery } from "./page-links.ts";

export type FeedFilter = {
  search: string;
  tag?: string | undefined;
  category?: string | undefined;
  team?: string | undefined;
  show: "exposed" | "concealed";
};
type Props = {
  filters: FeedFilter;
  feed: FeedPage;
  teams: readonly { slug: string; name: string }[];
};

export function FeedFilters({ filters, feed, teams }: Props) {
  const { show, ...query } = filters;
  const filtered = [query.search, query.tag, query.category, query.team].some(Boolean);
  const tab = (value: FeedFilter["show"]) => ({
    href: withQuery("/admin/feed", { ...query, show: value === "exposed" ? undefined : value }),
    current: show === value,
  });
  return (
    <>
      <div className="mb-4">
        <Tabs
          label="Servers"
          tabs={[
            { ...tab("exposed"), label: "In the feed", count: feed.exposedCount },
            { ...tab("concealed"), label: "Could be added", count: feed.concealedCount },
          ]}
        />
      </div>
      <FilterForm
        action="/admin/feed"
        clearHref={filtered ? withQuery("/admin/feed", { show }) : null}
      >
        <input type="hidden" name="show" value={show} />
        <TextField label="Name or title" name="search" type="search" defaultValue={query.search} />
        <TextField label="Tag" name="tag" defaultValue={query.tag ?? ""} />
        <TextField label="Category" name="category" defaultValue={query.category ?? ""} />
        <SelectField
          label="Owner team"
          name="team"
          defaultValue={query.team ?? ""}
          options={[
            { value: "", label: "Any team" },
            ...teams.map((team) => ({ value: team.slug, label: team.name })),
          ]}
        />
      </FilterForm>
    </>
  );
}
