-- Segments are put together up to 262,144 records. The worker makes them again: they are derived.
TRUNCATE "AuditPosting", "AuditSegment";
