-- The compliance packs that a version of the policy is never looser than, word for word as they were when it was
-- published: what decided then can be asked again, whatever packs come with a later program.
CREATE TABLE policy_pack (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    policy       INTEGER NOT NULL REFERENCES policy_version (seq),
    pack         TEXT NOT NULL,
    version      TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    text         TEXT NOT NULL,
    UNIQUE (policy, pack)
) STRICT;
