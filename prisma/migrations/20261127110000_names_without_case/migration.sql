-- Whoever reads the log asks for teams and people by name, in any case: each look-up reads an index.
CREATE INDEX "Team_name_any_case" ON "Team" (lower("name"));
CREATE INDEX "User_name_any_case" ON "User" (lower("name"));
