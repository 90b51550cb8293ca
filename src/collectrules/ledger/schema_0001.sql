-- The journal and what is read from it. Every row of every table below the journal belongs to one
-- event of it (`seq`) and is written in the same transaction; nothing is ever changed or deleted.
-- Amounts are minor units of the currency beside them. Days are ISO text, moments ISO text in UTC.

CREATE TABLE journal (
    seq          INTEGER PRIMARY KEY,
    kind         TEXT NOT NULL,
    effective_on TEXT NOT NULL CHECK (effective_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    recorded_at  TEXT NOT NULL,
    recorded_by  TEXT NOT NULL,
    payload      TEXT NOT NULL CHECK (json_valid(payload)),
    previous     TEXT NOT NULL CHECK (length(previous) = 64),
    hash         TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;

CREATE TABLE account (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    number       TEXT NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    debtor_kind  TEXT NOT NULL CHECK (debtor_kind IN ('business', 'consumer')),
    email        TEXT NOT NULL DEFAULT '',
    phone        TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE account_change (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    name         TEXT NOT NULL,
    debtor_kind  TEXT NOT NULL CHECK (debtor_kind IN ('business', 'consumer')),
    email        TEXT NOT NULL DEFAULT '',
    phone        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX account_change_of ON account_change (account_id);

-- An open item: an invoice, or a credit note where the amount is negative. `effective_on` is its date.
CREATE TABLE invoice (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    number       TEXT NOT NULL,
    currency     TEXT NOT NULL CHECK (length(currency) = 3),
    amount       INTEGER NOT NULL,
    due_on       TEXT NOT NULL,
    seen_on      TEXT NOT NULL,
    source       TEXT NOT NULL,
    UNIQUE (account_id, number)
) STRICT;
CREATE INDEX invoice_numbered ON invoice (number);

CREATE TABLE due_change (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    due_on       TEXT NOT NULL
) STRICT;
CREATE INDEX due_change_of ON due_change (invoice_id);

-- What moves an open item's balance: payments, credits, corrections, write-offs. Signed: less owed is negative.
CREATE TABLE posting (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    kind         TEXT NOT NULL CHECK (kind IN ('payment', 'credit', 'correction', 'write_off')),
    amount       INTEGER NOT NULL CHECK (amount <> 0),
    inferred     INTEGER NOT NULL CHECK (inferred IN (0, 1)),
    note         TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX posting_of ON posting (invoice_id, effective_on, amount, kind);

CREATE TABLE charge (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    rule         TEXT NOT NULL,
    period       INTEGER NOT NULL,
    amount       INTEGER NOT NULL CHECK (amount > 0),
    policy       INTEGER NOT NULL REFERENCES policy_version (seq),
    UNIQUE (invoice_id, rule, period)
) STRICT;

-- The ladder: a stage fell `due` by policy, was carried out (`done`), or lay below where the item entered (`passed`).
CREATE TABLE stage_step (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    stage        TEXT NOT NULL,
    step         TEXT NOT NULL CHECK (step IN ('due', 'done', 'passed')),
    policy       INTEGER NOT NULL REFERENCES policy_version (seq)
) STRICT;
CREATE INDEX stage_step_of ON stage_step (invoice_id, stage, step);

-- Once each, unless it was a mistake: what was taken back can be done again.
CREATE TRIGGER stage_step_once BEFORE INSERT ON stage_step WHEN EXISTS (
    SELECT 1 FROM stage_step AS s
    WHERE s.invoice_id = NEW.invoice_id AND s.stage = NEW.stage AND s.step = NEW.step
      AND NOT EXISTS (SELECT 1 FROM reversal AS r WHERE r.reversed_seq = s.seq)
) BEGIN
    SELECT RAISE(ABORT, 'a stage of an invoice falls due, is done or is passed over once');
END;

CREATE TABLE contact (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    at           TEXT NOT NULL,
    channel      TEXT NOT NULL,
    direction    TEXT NOT NULL CHECK (direction IN ('out', 'in')),
    result       TEXT NOT NULL,
    note         TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX contact_with ON contact (account_id, effective_on, channel, direction, result);

CREATE TABLE promise (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    currency     TEXT NOT NULL,
    amount       INTEGER NOT NULL CHECK (amount > 0),
    due_on       TEXT NOT NULL
) STRICT;
CREATE INDEX promise_by ON promise (account_id, currency);

CREATE TABLE dispute (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    reason       TEXT NOT NULL
) STRICT;
CREATE INDEX dispute_of ON dispute (invoice_id);

CREATE TABLE dispute_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    dispute_id   INTEGER NOT NULL UNIQUE REFERENCES dispute (seq),
    outcome      TEXT NOT NULL
) STRICT;

CREATE TABLE reversal (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    reversed_seq INTEGER NOT NULL UNIQUE REFERENCES journal (seq),
    reason       TEXT NOT NULL
) STRICT;

CREATE TABLE policy_version (
    seq            INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on   TEXT NOT NULL,
    policy_id      TEXT NOT NULL,
    version        TEXT NOT NULL,
    language       INTEGER NOT NULL,
    sha256         TEXT NOT NULL,
    text           TEXT NOT NULL,
    UNIQUE (policy_id, version)
) STRICT;

CREATE TABLE import_mapping (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    name         TEXT NOT NULL,
    text         TEXT NOT NULL
) STRICT;

CREATE TABLE snapshot (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    source       TEXT NOT NULL,
    file         TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    counts       TEXT NOT NULL CHECK (json_valid(counts))
) STRICT;

CREATE TABLE run (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    policy       INTEGER NOT NULL REFERENCES policy_version (seq),
    engine       TEXT NOT NULL,
    summary      TEXT NOT NULL CHECK (json_valid(summary))
) STRICT;

-- The worklist of the last run: no event, made anew by each run from facts and policy alone.
CREATE TABLE worklist (
    rank                 INTEGER PRIMARY KEY,
    account_id           INTEGER NOT NULL,
    currency             TEXT NOT NULL,
    as_of                TEXT NOT NULL,
    policy               INTEGER NOT NULL,
    segment              TEXT NOT NULL,
    score                INTEGER NOT NULL,
    to_collect           INTEGER NOT NULL,
    overdue_total        INTEGER NOT NULL,
    oldest_days_past_due INTEGER NOT NULL,
    invoice_id           INTEGER NOT NULL,
    stage                TEXT NOT NULL,
    kind                 TEXT NOT NULL CHECK (kind IN ('stage', 'write_off')),
    rule                 TEXT NOT NULL,
    facts                TEXT NOT NULL
) STRICT;
