-- Money that arrives, what lateness costs from day to day, what is agreed with customers, and letting go.

-- An agency or lawyer who keeps a share of what is recovered holds these debts until the placement ends.
CREATE TABLE placement (
    seq                 INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on        TEXT NOT NULL,
    account_id          INTEGER NOT NULL REFERENCES account (seq),
    currency            TEXT NOT NULL CHECK (length(currency) = 3),
    place_with          TEXT NOT NULL CHECK (place_with <> ''),
    contingency_percent TEXT NOT NULL,
    amount              INTEGER NOT NULL CHECK (amount > 0),
    expected_net        INTEGER NOT NULL,
    rule                TEXT NOT NULL,
    policy              INTEGER NOT NULL REFERENCES policy_version (seq),
    note                TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX placement_of ON placement (account_id, currency);

CREATE TABLE placement_invoice (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    placement_id INTEGER NOT NULL REFERENCES placement (seq),
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    amount       INTEGER NOT NULL CHECK (amount > 0),
    UNIQUE (placement_id, invoice_id)
) STRICT;
CREATE INDEX placement_invoice_of ON placement_invoice (invoice_id);

CREATE TABLE placement_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    placement_id INTEGER NOT NULL REFERENCES placement (seq),
    outcome      TEXT NOT NULL CHECK (outcome IN ('recalled', 'returned', 'closed')),
    reason       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX placement_end_of ON placement_end (placement_id);

-- Money of a customer. Postings that name it say what it was used for; the rest of it is unapplied cash.
CREATE TABLE receipt (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    currency     TEXT NOT NULL CHECK (length(currency) = 3),
    amount       INTEGER NOT NULL CHECK (amount > 0),
    reference    TEXT NOT NULL DEFAULT '',
    note         TEXT NOT NULL DEFAULT '',
    placement_id INTEGER REFERENCES placement (seq),
    share        INTEGER NOT NULL DEFAULT 0 CHECK (share BETWEEN 0 AND amount)
) STRICT;
CREATE INDEX receipt_of ON receipt (account_id, currency);

ALTER TABLE posting ADD COLUMN receipt_id INTEGER REFERENCES receipt (seq);
DROP INDEX posting_of;
CREATE INDEX posting_of ON posting (invoice_id, effective_on, amount, kind, receipt_id);
CREATE INDEX posting_from ON posting (receipt_id, effective_on, kind, amount) WHERE receipt_id IS NOT NULL;

-- What moves the fees and the interest owed on an invoice, as `posting` moves its principal: payments, waivers.
CREATE TABLE part_posting (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    part         TEXT NOT NULL CHECK (part IN ('costs', 'interest')),
    kind         TEXT NOT NULL CHECK (kind IN ('payment', 'credit', 'waiver', 'write_off')),
    amount       INTEGER NOT NULL CHECK (amount <> 0),
    charge_id    INTEGER REFERENCES charge (seq) CHECK (charge_id IS NULL OR part = 'costs'),
    receipt_id   INTEGER REFERENCES receipt (seq),
    note         TEXT NOT NULL DEFAULT '' CHECK (note <> '' OR kind <> 'waiver')
) STRICT;
CREATE INDEX part_posting_of ON part_posting (invoice_id, part, effective_on, amount);
CREATE INDEX part_posting_from ON part_posting (receipt_id, effective_on, kind, amount)
    WHERE receipt_id IS NOT NULL;
CREATE INDEX part_posting_about ON part_posting (charge_id, effective_on, amount) WHERE charge_id IS NOT NULL;

-- From its day on, interest runs on an invoice by this rule of this version, or by none where it is empty, and never
-- above the rates of the limits named, with spaces between their ids.
CREATE TABLE interest_term (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    rule         TEXT NOT NULL,
    policy       INTEGER NOT NULL REFERENCES policy_version (seq),
    limits       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX interest_term_of ON interest_term (invoice_id, effective_on);

-- Interest in the books: what has run through `effective_on`, less what was booked before. `booked_on` is the day of
-- the run or the act that booked it, where that is a later one: rules read it from the day after.
CREATE TABLE accrual (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    kind         TEXT NOT NULL CHECK (kind IN ('accrual', 'correction')),
    from_on      TEXT NOT NULL,
    amount       INTEGER NOT NULL CHECK (amount <> 0 AND (amount > 0 OR kind = 'correction')),
    booked_on    TEXT CHECK (booked_on > effective_on)
) STRICT;
CREATE INDEX accrual_of ON accrual (invoice_id, effective_on, amount);

-- Reference rates in force from their day, beyond those that are shipped with the program.
CREATE TABLE reference_rate (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    reference    TEXT NOT NULL CHECK (reference <> ''),
    percent      TEXT NOT NULL,
    source       TEXT NOT NULL CHECK (source <> '')
) STRICT;

-- A payment plan: while it stands, its invoices are due as its instalments are.
CREATE TABLE plan (
    seq               INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on      TEXT NOT NULL,
    account_id        INTEGER NOT NULL REFERENCES account (seq),
    currency          TEXT NOT NULL CHECK (length(currency) = 3),
    amount            INTEGER NOT NULL CHECK (amount > 0),
    rule              TEXT NOT NULL,
    policy            INTEGER NOT NULL REFERENCES policy_version (seq),
    broken_after_days INTEGER NOT NULL CHECK (broken_after_days >= 0),
    approved_by       TEXT NOT NULL DEFAULT '',
    note              TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX plan_of ON plan (account_id, currency);

CREATE TABLE instalment (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    plan_id      INTEGER NOT NULL REFERENCES plan (seq),
    number       INTEGER NOT NULL CHECK (number > 0),
    due_on       TEXT NOT NULL,
    amount       INTEGER NOT NULL CHECK (amount > 0),
    UNIQUE (plan_id, number)
) STRICT;

CREATE TABLE plan_invoice (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    plan_id      INTEGER NOT NULL REFERENCES plan (seq),
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    UNIQUE (plan_id, invoice_id)
) STRICT;
CREATE INDEX plan_invoice_of ON plan_invoice (invoice_id);

CREATE TABLE plan_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    plan_id      INTEGER NOT NULL REFERENCES plan (seq),
    outcome      TEXT NOT NULL CHECK (outcome IN ('kept', 'broken', 'cancelled')),
    reason       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX plan_end_of ON plan_end (plan_id);

-- Less than is owed is taken for the whole, if it arrives by `until_on`.
CREATE TABLE settlement (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    currency     TEXT NOT NULL CHECK (length(currency) = 3),
    amount       INTEGER NOT NULL CHECK (amount > 0),
    owed         INTEGER NOT NULL CHECK (owed >= amount),
    until_on     TEXT NOT NULL CHECK (until_on >= effective_on),
    rule         TEXT NOT NULL,
    policy       INTEGER NOT NULL REFERENCES policy_version (seq),
    approved_by  TEXT NOT NULL DEFAULT '',
    note         TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX settlement_of ON settlement (account_id, currency);

CREATE TABLE settlement_invoice (
    seq           INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on  TEXT NOT NULL,
    settlement_id INTEGER NOT NULL REFERENCES settlement (seq),
    invoice_id    INTEGER NOT NULL REFERENCES invoice (seq),
    UNIQUE (settlement_id, invoice_id)
) STRICT;
CREATE INDEX settlement_invoice_of ON settlement_invoice (invoice_id);

CREATE TABLE settlement_end (
    seq           INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on  TEXT NOT NULL,
    settlement_id INTEGER NOT NULL REFERENCES settlement (seq),
    outcome       TEXT NOT NULL CHECK (outcome IN ('kept', 'lapsed', 'cancelled')),
    reason        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX settlement_end_of ON settlement_end (settlement_id);

-- An agreement ends once, unless that was a mistake.
CREATE TRIGGER plan_end_once BEFORE INSERT ON plan_end WHEN EXISTS (
    SELECT 1 FROM plan_end AS e
    WHERE e.plan_id = NEW.plan_id AND e.seq NOT IN (SELECT reversed_seq FROM reversal)
) BEGIN
    SELECT RAISE(ABORT, 'a plan ends once');
END;
CREATE TRIGGER settlement_end_once BEFORE INSERT ON settlement_end WHEN EXISTS (
    SELECT 1 FROM settlement_end AS e
    WHERE e.settlement_id = NEW.settlement_id AND e.seq NOT IN (SELECT reversed_seq FROM reversal)
) BEGIN
    SELECT RAISE(ABORT, 'a settlement ends once');
END;
CREATE TRIGGER placement_end_once BEFORE INSERT ON placement_end WHEN EXISTS (
    SELECT 1 FROM placement_end AS e
    WHERE e.placement_id = NEW.placement_id AND e.seq NOT IN (SELECT reversed_seq FROM reversal)
) BEGIN
    SELECT RAISE(ABORT, 'a placement ends once');
END;

-- What the owner agreed to, for an account or for one invoice of it.
CREATE TABLE approval (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    invoice_id   INTEGER REFERENCES invoice (seq),
    section      TEXT NOT NULL CHECK (section IN ('stage', 'write_off', 'offer')),
    rule         TEXT NOT NULL,
    policy       INTEGER NOT NULL REFERENCES policy_version (seq),
    reason       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX approval_of ON approval (account_id, rule);
