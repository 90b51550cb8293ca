-- What staff note and mean to do: notes, call-backs, what is queued for sending, and who is at work on an account.

-- Something worth knowing about a customer that is none of the other events.
CREATE TABLE note (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    topic        TEXT NOT NULL CHECK (topic IN ('general', 'hardship', 'payment')),
    text         TEXT NOT NULL CHECK (text <> '')
) STRICT;
CREATE INDEX note_of ON note (account_id);

-- They asked to be called back at a moment; over with the next call of ours that is logged, or by hand.
CREATE TABLE call_back (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    at           TEXT NOT NULL,
    person_id    INTEGER REFERENCES person (seq),
    reach_id     INTEGER REFERENCES reach (seq),
    note         TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX call_back_of ON call_back (account_id);

CREATE TABLE call_back_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    call_back_id INTEGER NOT NULL REFERENCES call_back (seq),
    outcome      TEXT NOT NULL CHECK (outcome IN ('done', 'moved', 'cancelled'))
) STRICT;
CREATE INDEX call_back_end_of ON call_back_end (call_back_id);

-- A letter, an e-mail or a text message that waits to be sent: no contact until it has been.
CREATE TABLE queued (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    channel      TEXT NOT NULL CHECK (channel IN ('email', 'letter', 'sms')),
    stage        TEXT NOT NULL DEFAULT '',
    template     TEXT NOT NULL DEFAULT '',
    person_id    INTEGER REFERENCES person (seq),
    reach_id     INTEGER REFERENCES reach (seq),
    purpose      TEXT NOT NULL DEFAULT '',
    about        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX queued_for ON queued (account_id);

-- It was sent, by the contact that says so, or it will not be.
CREATE TABLE queued_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    queued_id    INTEGER NOT NULL REFERENCES queued (seq),
    outcome      TEXT NOT NULL CHECK (outcome IN ('sent', 'cancelled')),
    contact_id   INTEGER REFERENCES contact (seq)
) STRICT;
CREATE INDEX queued_end_of ON queued_end (queued_id);

-- Who has an account open at the moment: no event, and nothing rests on it. It is forgotten after some minutes.
CREATE TABLE claim (
    account_id INTEGER PRIMARY KEY,
    by         TEXT NOT NULL,
    at         TEXT NOT NULL
) STRICT;

-- Whom the gate lets nobody contact on the day of the worklist, over which channel, as the run found it: no
-- event, made anew by each run like the worklist itself. `worklist_run` is the run that made both, and a mark of
-- the list, which changes where the list does.
CREATE TABLE worklist_block (
    account_id   INTEGER NOT NULL,
    channel      TEXT NOT NULL,
    rule         TEXT NOT NULL,
    allowed_from TEXT,
    PRIMARY KEY (account_id, channel)
) STRICT, WITHOUT ROWID;
CREATE TABLE worklist_run (seq INTEGER PRIMARY KEY, made TEXT NOT NULL) STRICT;

-- Who owes something and is not on the worklist, in the order of the policy, and what waits for the owner: as the
-- run found it, and made anew with the worklist.
CREATE TABLE worklist_rest (
    rank                 INTEGER PRIMARY KEY,
    account_id           INTEGER NOT NULL,
    currency             TEXT NOT NULL,
    segment              TEXT NOT NULL,
    score                INTEGER NOT NULL,
    to_collect           INTEGER NOT NULL,
    overdue_total        INTEGER NOT NULL,
    oldest_days_past_due INTEGER NOT NULL
) STRICT;
CREATE TABLE worklist_approval (
    invoice_id INTEGER NOT NULL,
    section    TEXT NOT NULL CHECK (section IN ('stage', 'write_off')),
    rule       TEXT NOT NULL,
    PRIMARY KEY (invoice_id, section, rule)
) STRICT, WITHOUT ROWID;
