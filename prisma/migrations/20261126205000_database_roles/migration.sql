-- What web, worker and command line may do: they connect as gatehouse_app, or as a login that is a
-- member of it, and own nothing but the job queue. Tables belong to whoever runs the migrations.
-- Append-only tables take back here, and in each migration that makes one, what the defaults grant.

-- Roles belong to the whole cluster: another database of it may have made this one, or makes it now.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gatehouse_app') THEN
    CREATE ROLE gatehouse_app NOLOGIN;
  END IF;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;
  WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'The role gatehouse_app is missing and % may not create roles: run, as a superuser, CREATE ROLE gatehouse_app; GRANT gatehouse_app TO %;', current_user, quote_ident(current_user);
END $$;

-- To give it the job queue, an owner that is no superuser must be a member of it.
DO $$
DECLARE
  needed text := CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END;
BEGIN
  IF NOT pg_has_role('gatehouse_app', needed) THEN
    GRANT gatehouse_app TO CURRENT_USER;
  END IF;
EXCEPTION
  WHEN unique_violation THEN NULL;
  WHEN insufficient_privilege THEN
    RAISE EXCEPTION '% is no member of the role gatehouse_app: run, as a superuser, GRANT gatehouse_app TO %;', current_user, quote_ident(current_user);
END $$;

-- The job queue alters its own tables when it is upgraded, so the product owns them, also those that
-- were made while one role did everything.
DO $$
DECLARE
  statement text;
BEGIN
  IF to_regnamespace('pgboss') IS NULL THEN
    CREATE SCHEMA pgboss AUTHORIZATION gatehouse_app;
    RETURN;
  END IF;
  ALTER SCHEMA pgboss OWNER TO gatehouse_app;
  FOR statement IN
    SELECT format('ALTER %s %s OWNER TO gatehouse_app', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, c.oid::regclass)
    FROM pg_class c
    WHERE c.relnamespace = 'pgboss'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
      -- A sequence that belongs to a column goes with its table.
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND c.relkind = 'S')
    UNION ALL
    SELECT format('ALTER ROUTINE %s OWNER TO gatehouse_app', p.oid::regprocedure)
    FROM pg_proc p WHERE p.pronamespace = 'pgboss'::regnamespace
    UNION ALL
    SELECT format('ALTER TYPE %s OWNER TO gatehouse_app', t.oid::regtype)
    FROM pg_type t WHERE t.typnamespace = 'pgboss'::regnamespace AND t.typtype IN ('e', 'd')
  LOOP
    EXECUTE statement;
  END LOOP;
END $$;

GRANT USAGE ON SCHEMA public TO gatehouse_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO gatehouse_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO gatehouse_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO gatehouse_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO gatehouse_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO gatehouse_app;

-- Functions of extensions belong to others, who let everybody use them.
DO $$
DECLARE
  routine regprocedure;
BEGIN
  FOR routine IN
    SELECT p.oid FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'w') AND pg_has_role(p.proowner, 'USAGE')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO gatehouse_app', routine);
  END LOOP;
END $$;

-- Which migrations ran is for owners to write. Where migrations are only tried out there is no such table.
DO $$
BEGIN
  IF to_regclass('public._prisma_migrations') IS NOT NULL THEN
    REVOKE INSERT, UPDATE, DELETE ON public._prisma_migrations FROM gatehouse_app;
  END IF;
END $$;

-- INVARIANT: the product adds to the log and reads it, nothing else.
REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON "AuditEvent" FROM gatehouse_app, PUBLIC;
