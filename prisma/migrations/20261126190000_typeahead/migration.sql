-- Typing finds servers by the beginning of their short name and title, in order, without reading
-- all that match.
CREATE INDEX "Server_short_name" ON "Server" ((lower(split_part("name", '/', 2)) COLLATE "C"));
CREATE INDEX "Server_title" ON "Server" ((lower("title") COLLATE "C"));

-- Servers with a word that begins so, as written or by its English stem. Where the stem begins
-- the word itself (`messag` and `messages`), all that begin with the word begin with the stem,
-- and asking for both would read the same entries of the index two times.
CREATE FUNCTION gatehouse_word_query(word text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT CASE
    WHEN numnode(stem) = 1 AND starts_with(word, substring(stem::text FROM '^''(.+)'':\*$')) THEN stem
    ELSE stem || plain END
  FROM (SELECT to_tsquery('pg_catalog.english', word || ':*') AS stem,
               to_tsquery('pg_catalog.simple', word || ':*') AS plain) q
$$;
