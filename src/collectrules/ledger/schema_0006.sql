-- Who is asked, how each can be reached, what each allowed, what stops us, and every question put to the gate.

-- What is personal is kept beside the journal, which has its digest alone: erased, it is gone and the chain holds.
CREATE TABLE personal (
    digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
    salt   TEXT NOT NULL CHECK (length(salt) >= 32),
    value  TEXT NOT NULL
) STRICT;

CREATE TRIGGER personal_no_update BEFORE UPDATE ON personal BEGIN
    SELECT RAISE(ABORT, 'what is personal is kept or erased, never changed');
END;

-- Someone who speaks for a customer: the debtor or who answers for them, their attorney, or anybody else.
CREATE TABLE person (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    name         TEXT NOT NULL CHECK (length(name) = 64),
    role         TEXT NOT NULL CHECK (role IN ('debtor', 'attorney', 'other')),
    language     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX person_of ON person (account_id);

CREATE TABLE person_change (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    person_id    INTEGER NOT NULL REFERENCES person (seq),
    name         TEXT NOT NULL CHECK (length(name) = 64),
    role         TEXT NOT NULL CHECK (role IN ('debtor', 'attorney', 'other')),
    language     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX person_change_of ON person_change (person_id);

-- A number or an address of a person, and the time zones that it lets us suppose, with spaces between them.
CREATE TABLE reach (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    person_id    INTEGER NOT NULL REFERENCES person (seq),
    kind         TEXT NOT NULL CHECK (kind IN ('phone', 'email', 'address')),
    value        TEXT NOT NULL CHECK (length(value) = 64),
    place        TEXT NOT NULL CHECK (place IN ('home', 'mobile', 'work', 'other')),
    zones        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX reach_of ON reach (person_id);

CREATE TABLE reach_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    reach_id     INTEGER NOT NULL REFERENCES reach (seq),
    reason       TEXT NOT NULL CHECK (reason <> '')
) STRICT;
CREATE INDEX reach_end_of ON reach_end (reach_id);

-- Names, numbers and addresses of a person were erased.
CREATE TABLE erasure (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    person_id    INTEGER NOT NULL REFERENCES person (seq),
    reason       TEXT NOT NULL CHECK (reason <> '')
) STRICT;
CREATE INDEX erasure_of ON erasure (person_id);

-- What a person allowed, or took back, over a channel; `reach_id` where it is about one number or address.
CREATE TABLE consent (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    person_id    INTEGER NOT NULL REFERENCES person (seq),
    channel      TEXT NOT NULL,
    given        INTEGER NOT NULL CHECK (given IN (0, 1)),
    reach_id     INTEGER REFERENCES reach (seq),
    at           TEXT NOT NULL,
    how          TEXT NOT NULL CHECK (how <> '')
) STRICT;
CREATE INDEX consent_of ON consent (person_id, channel);

-- Times that a person called inconvenient, in minutes after midnight by their clock, on days of the week.
CREATE TABLE quiet_time (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    person_id    INTEGER NOT NULL REFERENCES person (seq),
    days         TEXT NOT NULL CHECK (days <> ''),
    from_minute  INTEGER NOT NULL CHECK (from_minute >= 0),
    until_minute INTEGER NOT NULL CHECK (until_minute > from_minute AND until_minute <= 1440),
    note         TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX quiet_time_of ON quiet_time (person_id);

CREATE TABLE quiet_time_end (
    seq           INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on  TEXT NOT NULL,
    quiet_time_id INTEGER NOT NULL UNIQUE REFERENCES quiet_time (seq),
    reason        TEXT NOT NULL DEFAULT ''
) STRICT;

-- From this moment on a customer, or a person of theirs, is not contacted, but for what the kind of stop allows.
CREATE TABLE stop (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    kind         TEXT NOT NULL CHECK (kind IN (
        'cease', 'opt-out', 'attorney', 'bankruptcy', 'deceased', 'minor', 'workplace', 'dispute', 'hardship'
    )),
    person_id    INTEGER REFERENCES person (seq),
    channel      TEXT NOT NULL DEFAULT '' CHECK ((channel <> '') = (kind = 'opt-out')),
    at           TEXT NOT NULL,
    until_on     TEXT CHECK (until_on >= effective_on),
    how          TEXT NOT NULL CHECK (how IN ('written', 'oral', 'court', 'own')),
    note         TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX stop_of ON stop (account_id);

CREATE TABLE stop_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    stop_id      INTEGER NOT NULL REFERENCES stop (seq),
    reason       TEXT NOT NULL CHECK (reason <> '')
) STRICT;
CREATE INDEX stop_end_of ON stop_end (stop_id);

-- An attempt that somebody is about to make: it takes its place among those that limits count. `about` are the
-- invoices it is about, by their ids with spaces between them; empty is all that the customer owes.
CREATE TABLE attempt (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    channel      TEXT NOT NULL,
    at           TEXT NOT NULL,
    person_id    INTEGER REFERENCES person (seq),
    reach_id     INTEGER REFERENCES reach (seq),
    purpose      TEXT NOT NULL DEFAULT '',
    about        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX attempt_with ON attempt (account_id, effective_on);

CREATE TABLE attempt_release (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    attempt_id   INTEGER NOT NULL UNIQUE REFERENCES attempt (seq),
    reason       TEXT NOT NULL DEFAULT ''
) STRICT;

-- With whom a contact was, how, for what purpose, about which invoices, and the attempt that it confirms.
ALTER TABLE contact ADD COLUMN person_id INTEGER REFERENCES person (seq);
ALTER TABLE contact ADD COLUMN reach_id INTEGER REFERENCES reach (seq);
ALTER TABLE contact ADD COLUMN attempt_id INTEGER REFERENCES attempt (seq);
ALTER TABLE contact ADD COLUMN purpose TEXT;
ALTER TABLE contact ADD COLUMN about TEXT;
CREATE INDEX contact_confirms ON contact (attempt_id) WHERE attempt_id IS NOT NULL;
CREATE TRIGGER contact_of_an_open_attempt BEFORE INSERT ON contact WHEN EXISTS (
    SELECT 1 FROM attempt_release AS r WHERE r.attempt_id = NEW.attempt_id
) BEGIN
    SELECT RAISE(ABORT, 'an attempt that was released is not confirmed');
END;
CREATE TRIGGER contact_of_an_attempt_once BEFORE INSERT ON contact WHEN EXISTS (
    SELECT 1 FROM contact AS c
    WHERE c.attempt_id = NEW.attempt_id AND c.seq NOT IN (SELECT reversed_seq FROM reversal)
) BEGIN
    SELECT RAISE(ABORT, 'an attempt is confirmed once');
END;
CREATE TRIGGER attempt_release_of_an_open_one BEFORE INSERT ON attempt_release WHEN EXISTS (
    SELECT 1 FROM contact AS c
    WHERE c.attempt_id = NEW.attempt_id AND c.seq NOT IN (SELECT reversed_seq FROM reversal)
) BEGIN
    SELECT RAISE(ABORT, 'an attempt that was confirmed is not released');
END;

-- A question to the gate and its answer: `counted` are the events that the rule counted, with spaces between them;
-- `override` is the reason with which a soft rule was stepped over.
CREATE TABLE gate_check (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    channel      TEXT NOT NULL,
    at           TEXT NOT NULL,
    person_id    INTEGER REFERENCES person (seq),
    reach_id     INTEGER REFERENCES reach (seq),
    purpose      TEXT NOT NULL,
    allowed      INTEGER NOT NULL CHECK (allowed IN (0, 1)),
    level        TEXT NOT NULL,
    rule         TEXT NOT NULL,
    counted      TEXT NOT NULL,
    free_from    TEXT NOT NULL,
    override     TEXT NOT NULL,
    policy       INTEGER NOT NULL REFERENCES policy_version (seq)
) STRICT;
CREATE INDEX gate_check_of ON gate_check (account_id, effective_on);
