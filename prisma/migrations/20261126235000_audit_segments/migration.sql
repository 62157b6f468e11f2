-- The words of the log by segments: for each word the records of a segment that have it, in the order
-- of time, so that the newest records with several words are found without reading the others. It is
-- derived from the log and may be thrown away: the worker makes it again.
CREATE TABLE "AuditSegment" (
    "firstLeaf" BIGINT NOT NULL,
    "count" INTEGER NOT NULL,
    "records" INTEGER NOT NULL,
    "minAt" TIMESTAMPTZ(3),
    "maxAt" TIMESTAMPTZ(3),
    "ids" BYTEA NOT NULL,
    "marks" BYTEA NOT NULL,

    CONSTRAINT "AuditSegment_pkey" PRIMARY KEY ("firstLeaf")
);

CREATE TABLE "AuditPosting" (
    "firstLeaf" BIGINT NOT NULL,
    "bucket" INTEGER NOT NULL,
    "ranks" BYTEA NOT NULL,

    CONSTRAINT "AuditPosting_pkey" PRIMARY KEY ("firstLeaf","bucket")
);

ALTER TABLE "AuditPosting" ADD CONSTRAINT "AuditPosting_firstLeaf_fkey" FOREIGN KEY ("firstLeaf") REFERENCES "AuditSegment"("firstLeaf") ON DELETE CASCADE ON UPDATE CASCADE;

-- Parts of them are read: compressed, all would be.
ALTER TABLE "AuditSegment" ALTER COLUMN "ids" SET STORAGE EXTERNAL;
ALTER TABLE "AuditPosting" ALTER COLUMN "ranks" SET STORAGE EXTERNAL;
