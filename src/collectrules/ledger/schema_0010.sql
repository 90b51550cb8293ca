-- Who approved a version of the policy, and why: written with the version, where it was said, and never later.
CREATE TABLE policy_approval (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    policy_seq   INTEGER NOT NULL UNIQUE REFERENCES policy_version (seq),
    approved_by  TEXT NOT NULL CHECK (approved_by <> ''),
    reason       TEXT NOT NULL CHECK (reason <> '')
) STRICT;
