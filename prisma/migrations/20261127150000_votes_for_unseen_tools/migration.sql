-- A vote from before a scan first saw tools is for none of them. Votes that name no tools, as all do that were
-- given before votes could, so count only while no scan has seen any.
CREATE OR REPLACE FUNCTION gatehouse_same_tools(voted jsonb, seen jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(seen, '{}') = coalesce(voted, '{}')
$$;
