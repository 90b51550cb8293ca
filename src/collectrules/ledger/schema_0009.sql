-- Trials: a share of the accounts, chosen by a hash, is put under a policy beside the main one from a day on.

-- `share` is of ten thousand. Who is in it is worked out from the name and the account's number, never written.
CREATE TABLE trial (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    name         TEXT NOT NULL UNIQUE CHECK (name <> ''),
    policy_id    TEXT NOT NULL CHECK (policy_id <> ''),
    share        INTEGER NOT NULL CHECK (share BETWEEN 1 AND 9999),
    reason       TEXT NOT NULL CHECK (reason <> '')
) STRICT;

-- The day is the first on which everybody is under the main policy again.
CREATE TABLE trial_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    trial_id     INTEGER NOT NULL UNIQUE REFERENCES trial (seq),
    reason       TEXT NOT NULL CHECK (reason <> '')
) STRICT;
