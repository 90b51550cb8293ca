BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'collectrules','0001_journal','2026-12-01 03:30:02.770892+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'collectrules','0002_stage_moves','2026-12-01 03:30:02.771574+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'collectrules','0003_overrides','2026-12-01 03:30:02.775263+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'collectrules','0004_packs','2026-12-01 03:30:02.775755+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'collectrules','0005_money','2026-12-01 03:30:02.783983+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'collectrules','0006_people','2026-12-01 03:30:02.800561+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'collectrules','0007_desk','2026-12-01 03:30:02.802317+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'collectrules','0008_parts_in_dispute','2026-12-01 03:30:02.808181+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'collectrules','0009_trials','2026-12-01 03:30:02.808895+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'collectrules','0010_policy_approvals','2026-12-01 03:30:02.809352+00:00');
CREATE TABLE account (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    number       TEXT NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    debtor_kind  TEXT NOT NULL CHECK (debtor_kind IN ('business', 'consumer')),
    email        TEXT NOT NULL DEFAULT '',
    phone        TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO "account" VALUES(2,'2026-03-01','001','Ärger & Söhne','business','','');
CREATE TABLE account_change (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    name         TEXT NOT NULL,
    debtor_kind  TEXT NOT NULL CHECK (debtor_kind IN ('business', 'consumer')),
    email        TEXT NOT NULL DEFAULT '',
    phone        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE accrual (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    kind         TEXT NOT NULL CHECK (kind IN ('accrual', 'correction')),
    from_on      TEXT NOT NULL,
    amount       INTEGER NOT NULL CHECK (amount <> 0 AND (amount > 0 OR kind = 'correction')),
    booked_on    TEXT CHECK (booked_on > effective_on)
) STRICT;
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
CREATE TABLE attempt_release (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    attempt_id   INTEGER NOT NULL UNIQUE REFERENCES attempt (seq),
    reason       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE call_back (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    at           TEXT NOT NULL,
    person_id    INTEGER REFERENCES person (seq),
    reach_id     INTEGER REFERENCES reach (seq),
    note         TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE call_back_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    call_back_id INTEGER NOT NULL REFERENCES call_back (seq),
    outcome      TEXT NOT NULL CHECK (outcome IN ('done', 'moved', 'cancelled'))
) STRICT;
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
INSERT INTO "charge" VALUES(4,'2026-03-01',3,'fee',0,400,1);
CREATE TABLE claim (
    account_id INTEGER PRIMARY KEY,
    by         TEXT NOT NULL,
    at         TEXT NOT NULL
) STRICT;
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
CREATE TABLE contact (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    at           TEXT NOT NULL,
    channel      TEXT NOT NULL,
    direction    TEXT NOT NULL CHECK (direction IN ('out', 'in')),
    result       TEXT NOT NULL,
    note         TEXT NOT NULL DEFAULT ''
, person_id INTEGER REFERENCES person (seq), reach_id INTEGER REFERENCES reach (seq), attempt_id INTEGER REFERENCES attempt (seq), purpose TEXT, about TEXT) STRICT;
CREATE TABLE dispute (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    reason       TEXT NOT NULL
, amount INTEGER CHECK (amount > 0)) STRICT;
CREATE TABLE dispute_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    dispute_id   INTEGER NOT NULL UNIQUE REFERENCES dispute (seq),
    outcome      TEXT NOT NULL
) STRICT;
CREATE TABLE due_change (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    due_on       TEXT NOT NULL
) STRICT;
CREATE TABLE erasure (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    person_id    INTEGER NOT NULL REFERENCES person (seq),
    reason       TEXT NOT NULL CHECK (reason <> '')
) STRICT;
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
CREATE TABLE import_mapping (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    name         TEXT NOT NULL,
    text         TEXT NOT NULL
) STRICT;
CREATE TABLE instalment (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    plan_id      INTEGER NOT NULL REFERENCES plan (seq),
    number       INTEGER NOT NULL CHECK (number > 0),
    due_on       TEXT NOT NULL,
    amount       INTEGER NOT NULL CHECK (amount > 0),
    UNIQUE (plan_id, number)
) STRICT;
CREATE TABLE interest_term (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    rule         TEXT NOT NULL,
    policy       INTEGER NOT NULL REFERENCES policy_version (seq),
    limits       TEXT NOT NULL DEFAULT ''
) STRICT;
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
INSERT INTO "invoice" VALUES(3,'2026-03-01',2,'7','EUR',5000,'2026-03-01','2026-03-01','x');
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
INSERT INTO "journal" VALUES(1,'policy_version','2026-03-01','2026-03-01T08:30:00.000000Z','ana','{"policy_id":"p","version":"1","language":1,"sha256":"0000000000000000000000000000000000000000000000000000000000000000","text":"text"}','0000000000000000000000000000000000000000000000000000000000000000','a6a45d23f6fd5ecbefa2fb01a4e36cbcf63aba903f6b05d23c2ff26a9003959f');
INSERT INTO "journal" VALUES(2,'account','2026-03-01','2026-03-01T08:30:00.000000Z','ana','{"number":"001","name":"Ärger & Söhne","debtor_kind":"business","email":"","phone":""}','a6a45d23f6fd5ecbefa2fb01a4e36cbcf63aba903f6b05d23c2ff26a9003959f','0431205c5dc8e9fd4990ba62be0411b56276f36c0f1a4e9e08e845201e51c650');
INSERT INTO "journal" VALUES(3,'invoice','2026-03-01','2026-03-01T08:30:00.000000Z','ana','{"account_id":2,"number":"7","currency":"EUR","amount":5000,"due_on":"2026-03-01","seen_on":"2026-03-01","source":"x"}','0431205c5dc8e9fd4990ba62be0411b56276f36c0f1a4e9e08e845201e51c650','d416936c0a6048728ffd6d130e86df05211a2ed6d0ca367900e053db81f284d3');
INSERT INTO "journal" VALUES(4,'charge','2026-03-01','2026-03-01T08:30:00.000000Z','ana','{"invoice_id":3,"rule":"fee","period":0,"amount":400,"policy":1}','d416936c0a6048728ffd6d130e86df05211a2ed6d0ca367900e053db81f284d3','0df3895ad7990230071728c03b87ece7da70a95c01efdd29d9609c5328f9dce6');
CREATE TABLE note (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    topic        TEXT NOT NULL CHECK (topic IN ('general', 'hardship', 'payment')),
    text         TEXT NOT NULL CHECK (text <> '')
) STRICT;
CREATE TABLE override (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    invoice_id   INTEGER REFERENCES invoice (seq),
    kind         TEXT NOT NULL CHECK (kind IN ('leave_out', 'grace', 'policy')),
    days         INTEGER CHECK (days >= 0 AND (days IS NOT NULL) = (kind = 'grace')),
    policy_id    TEXT CHECK ((policy_id IS NOT NULL) = (kind = 'policy')),
    until_on     TEXT CHECK (until_on >= effective_on),
    reason       TEXT NOT NULL CHECK (reason <> '')
) STRICT;
CREATE TABLE override_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    override_id  INTEGER NOT NULL UNIQUE REFERENCES override (seq),
    reason       TEXT NOT NULL CHECK (reason <> '')
) STRICT;
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
CREATE TABLE person (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    name         TEXT NOT NULL CHECK (length(name) = 64),
    role         TEXT NOT NULL CHECK (role IN ('debtor', 'attorney', 'other')),
    language     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE person_change (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    person_id    INTEGER NOT NULL REFERENCES person (seq),
    name         TEXT NOT NULL CHECK (length(name) = 64),
    role         TEXT NOT NULL CHECK (role IN ('debtor', 'attorney', 'other')),
    language     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE personal (
    digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
    salt   TEXT NOT NULL CHECK (length(salt) >= 32),
    value  TEXT NOT NULL
) STRICT;
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
CREATE TABLE placement_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    placement_id INTEGER NOT NULL REFERENCES placement (seq),
    outcome      TEXT NOT NULL CHECK (outcome IN ('recalled', 'returned', 'closed')),
    reason       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE placement_invoice (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    placement_id INTEGER NOT NULL REFERENCES placement (seq),
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    amount       INTEGER NOT NULL CHECK (amount > 0),
    UNIQUE (placement_id, invoice_id)
) STRICT;
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
CREATE TABLE plan_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    plan_id      INTEGER NOT NULL REFERENCES plan (seq),
    outcome      TEXT NOT NULL CHECK (outcome IN ('kept', 'broken', 'cancelled')),
    reason       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE plan_invoice (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    plan_id      INTEGER NOT NULL REFERENCES plan (seq),
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    UNIQUE (plan_id, invoice_id)
) STRICT;
CREATE TABLE policy_approval (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    policy_seq   INTEGER NOT NULL UNIQUE REFERENCES policy_version (seq),
    approved_by  TEXT NOT NULL CHECK (approved_by <> ''),
    reason       TEXT NOT NULL CHECK (reason <> '')
) STRICT;
CREATE TABLE policy_beside (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    policy_id    TEXT NOT NULL UNIQUE
) STRICT;
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
INSERT INTO "policy_version" VALUES(1,'2026-03-01','p','1',1,'0000000000000000000000000000000000000000000000000000000000000000','text');
CREATE TABLE posting (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    kind         TEXT NOT NULL CHECK (kind IN ('payment', 'credit', 'correction', 'write_off')),
    amount       INTEGER NOT NULL CHECK (amount <> 0),
    inferred     INTEGER NOT NULL CHECK (inferred IN (0, 1)),
    note         TEXT NOT NULL DEFAULT ''
, receipt_id INTEGER REFERENCES receipt (seq)) STRICT;
CREATE TABLE promise (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES account (seq),
    currency     TEXT NOT NULL,
    amount       INTEGER NOT NULL CHECK (amount > 0),
    due_on       TEXT NOT NULL
) STRICT;
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
CREATE TABLE queued_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    queued_id    INTEGER NOT NULL REFERENCES queued (seq),
    outcome      TEXT NOT NULL CHECK (outcome IN ('sent', 'cancelled')),
    contact_id   INTEGER REFERENCES contact (seq)
) STRICT;
CREATE TABLE quiet_time (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    person_id    INTEGER NOT NULL REFERENCES person (seq),
    days         TEXT NOT NULL CHECK (days <> ''),
    from_minute  INTEGER NOT NULL CHECK (from_minute >= 0),
    until_minute INTEGER NOT NULL CHECK (until_minute > from_minute AND until_minute <= 1440),
    note         TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE quiet_time_end (
    seq           INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on  TEXT NOT NULL,
    quiet_time_id INTEGER NOT NULL UNIQUE REFERENCES quiet_time (seq),
    reason        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE reach (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    person_id    INTEGER NOT NULL REFERENCES person (seq),
    kind         TEXT NOT NULL CHECK (kind IN ('phone', 'email', 'address')),
    value        TEXT NOT NULL CHECK (length(value) = 64),
    place        TEXT NOT NULL CHECK (place IN ('home', 'mobile', 'work', 'other')),
    zones        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE reach_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    reach_id     INTEGER NOT NULL REFERENCES reach (seq),
    reason       TEXT NOT NULL CHECK (reason <> '')
) STRICT;
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
CREATE TABLE reference_rate (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    reference    TEXT NOT NULL CHECK (reference <> ''),
    percent      TEXT NOT NULL,
    source       TEXT NOT NULL CHECK (source <> '')
) STRICT;
CREATE TABLE reversal (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    reversed_seq INTEGER NOT NULL UNIQUE REFERENCES journal (seq),
    reason       TEXT NOT NULL
) STRICT;
CREATE TABLE run (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    policy       INTEGER NOT NULL REFERENCES policy_version (seq),
    engine       TEXT NOT NULL,
    summary      TEXT NOT NULL CHECK (json_valid(summary))
) STRICT;
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
CREATE TABLE settlement_end (
    seq           INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on  TEXT NOT NULL,
    settlement_id INTEGER NOT NULL REFERENCES settlement (seq),
    outcome       TEXT NOT NULL CHECK (outcome IN ('kept', 'lapsed', 'cancelled')),
    reason        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE settlement_invoice (
    seq           INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on  TEXT NOT NULL,
    settlement_id INTEGER NOT NULL REFERENCES settlement (seq),
    invoice_id    INTEGER NOT NULL REFERENCES invoice (seq),
    UNIQUE (settlement_id, invoice_id)
) STRICT;
CREATE TABLE snapshot (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    source       TEXT NOT NULL,
    file         TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    counts       TEXT NOT NULL CHECK (json_valid(counts))
) STRICT;
CREATE TABLE "stage_move" (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    stage_from   TEXT NOT NULL,
    stage_to     TEXT NOT NULL,
    policy       INTEGER NOT NULL REFERENCES policy_version (seq)
) STRICT;
CREATE TABLE stage_step (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    stage        TEXT NOT NULL,
    step         TEXT NOT NULL CHECK (step IN ('due', 'done', 'passed')),
    policy       INTEGER NOT NULL REFERENCES policy_version (seq)
) STRICT;
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
CREATE TABLE stop_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    stop_id      INTEGER NOT NULL REFERENCES stop (seq),
    reason       TEXT NOT NULL CHECK (reason <> '')
) STRICT;
CREATE TABLE trial (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    name         TEXT NOT NULL UNIQUE CHECK (name <> ''),
    policy_id    TEXT NOT NULL CHECK (policy_id <> ''),
    share        INTEGER NOT NULL CHECK (share BETWEEN 1 AND 9999),
    reason       TEXT NOT NULL CHECK (reason <> '')
) STRICT;
CREATE TABLE trial_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    trial_id     INTEGER NOT NULL UNIQUE REFERENCES trial (seq),
    reason       TEXT NOT NULL CHECK (reason <> '')
) STRICT;
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
CREATE TABLE worklist_approval (
    invoice_id INTEGER NOT NULL,
    section    TEXT NOT NULL CHECK (section IN ('stage', 'write_off')),
    rule       TEXT NOT NULL,
    PRIMARY KEY (invoice_id, section, rule)
) STRICT, WITHOUT ROWID;
CREATE TABLE worklist_block (
    account_id   INTEGER NOT NULL,
    channel      TEXT NOT NULL,
    rule         TEXT NOT NULL,
    allowed_from TEXT,
    PRIMARY KEY (account_id, channel)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE worklist_run (seq INTEGER PRIMARY KEY, made TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX account_change_of ON account_change (account_id);
CREATE INDEX invoice_numbered ON invoice (number);
CREATE INDEX due_change_of ON due_change (invoice_id);
CREATE INDEX stage_step_of ON stage_step (invoice_id, stage, step);
CREATE INDEX contact_with ON contact (account_id, effective_on, channel, direction, result);
CREATE INDEX promise_by ON promise (account_id, currency);
CREATE INDEX dispute_of ON dispute (invoice_id);
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER account_no_update BEFORE UPDATE ON account BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER account_no_delete BEFORE DELETE ON account BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER account_change_no_update BEFORE UPDATE ON account_change BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER account_change_no_delete BEFORE DELETE ON account_change BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER invoice_no_update BEFORE UPDATE ON invoice BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER invoice_no_delete BEFORE DELETE ON invoice BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER due_change_no_update BEFORE UPDATE ON due_change BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER due_change_no_delete BEFORE DELETE ON due_change BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER posting_no_update BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER posting_no_delete BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER charge_no_update BEFORE UPDATE ON charge BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER charge_no_delete BEFORE DELETE ON charge BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER stage_step_no_update BEFORE UPDATE ON stage_step BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER stage_step_no_delete BEFORE DELETE ON stage_step BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER contact_no_update BEFORE UPDATE ON contact BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER contact_no_delete BEFORE DELETE ON contact BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER promise_no_update BEFORE UPDATE ON promise BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER promise_no_delete BEFORE DELETE ON promise BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER dispute_no_update BEFORE UPDATE ON dispute BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER dispute_no_delete BEFORE DELETE ON dispute BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER dispute_end_no_update BEFORE UPDATE ON dispute_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER dispute_end_no_delete BEFORE DELETE ON dispute_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER reversal_no_update BEFORE UPDATE ON reversal BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER reversal_no_delete BEFORE DELETE ON reversal BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER policy_version_no_update BEFORE UPDATE ON policy_version BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER policy_version_no_delete BEFORE DELETE ON policy_version BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER import_mapping_no_update BEFORE UPDATE ON import_mapping BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER import_mapping_no_delete BEFORE DELETE ON import_mapping BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER snapshot_no_update BEFORE UPDATE ON snapshot BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER snapshot_no_delete BEFORE DELETE ON snapshot BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER run_no_update BEFORE UPDATE ON run BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER run_no_delete BEFORE DELETE ON run BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER journal_no_gap BEFORE INSERT ON journal WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal) BEGIN SELECT RAISE(ABORT, 'the journal has no gaps: an event takes the next number'); END;
CREATE INDEX override_of ON override (account_id, invoice_id);
CREATE INDEX stage_move_of ON stage_move (invoice_id);
CREATE TRIGGER stage_move_once BEFORE INSERT ON stage_move WHEN EXISTS (
    SELECT 1 FROM stage_move AS m
    WHERE m.invoice_id = NEW.invoice_id AND m.policy = NEW.policy
      AND NOT EXISTS (SELECT 1 FROM stage_move AS l WHERE l.invoice_id = NEW.invoice_id AND l.seq > m.seq)
      AND NOT EXISTS (
          SELECT 1 FROM stage_step AS s WHERE s.invoice_id = NEW.invoice_id AND s.step = 'done' AND s.seq > m.seq
      )
) BEGIN
    SELECT RAISE(ABORT, 'a policy version moves an invoice on the ladder once');
END;
CREATE TRIGGER stage_step_once BEFORE INSERT ON stage_step WHEN EXISTS (
    SELECT 1 FROM stage_step AS s
    WHERE s.invoice_id = NEW.invoice_id AND s.stage = NEW.stage AND s.step = NEW.step
      AND NOT EXISTS (SELECT 1 FROM reversal AS r WHERE r.reversed_seq = s.seq)
      AND NOT EXISTS (
          SELECT 1 FROM stage_move AS m WHERE m.invoice_id = NEW.invoice_id AND m.seq > s.seq
      )
) BEGIN
    SELECT RAISE(ABORT, 'a stage of an invoice falls due, is done or is passed over once');
END;
CREATE TRIGGER override_no_update BEFORE UPDATE ON override BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER override_no_delete BEFORE DELETE ON override BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER override_end_no_update BEFORE UPDATE ON override_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER override_end_no_delete BEFORE DELETE ON override_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER policy_beside_no_update BEFORE UPDATE ON policy_beside BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER policy_beside_no_delete BEFORE DELETE ON policy_beside BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER stage_move_no_update BEFORE UPDATE ON stage_move BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER stage_move_no_delete BEFORE DELETE ON stage_move BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER policy_pack_no_update BEFORE UPDATE ON policy_pack BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER policy_pack_no_delete BEFORE DELETE ON policy_pack BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE INDEX placement_of ON placement (account_id, currency);
CREATE INDEX placement_invoice_of ON placement_invoice (invoice_id);
CREATE INDEX placement_end_of ON placement_end (placement_id);
CREATE INDEX receipt_of ON receipt (account_id, currency);
CREATE INDEX posting_of ON posting (invoice_id, effective_on, amount, kind, receipt_id);
CREATE INDEX posting_from ON posting (receipt_id, effective_on, kind, amount) WHERE receipt_id IS NOT NULL;
CREATE INDEX part_posting_of ON part_posting (invoice_id, part, effective_on, amount);
CREATE INDEX part_posting_from ON part_posting (receipt_id, effective_on, kind, amount)
    WHERE receipt_id IS NOT NULL;
CREATE INDEX part_posting_about ON part_posting (charge_id, effective_on, amount) WHERE charge_id IS NOT NULL;
CREATE INDEX interest_term_of ON interest_term (invoice_id, effective_on);
CREATE INDEX accrual_of ON accrual (invoice_id, effective_on, amount);
CREATE INDEX plan_of ON plan (account_id, currency);
CREATE INDEX plan_invoice_of ON plan_invoice (invoice_id);
CREATE INDEX plan_end_of ON plan_end (plan_id);
CREATE INDEX settlement_of ON settlement (account_id, currency);
CREATE INDEX settlement_invoice_of ON settlement_invoice (invoice_id);
CREATE INDEX settlement_end_of ON settlement_end (settlement_id);
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
CREATE INDEX approval_of ON approval (account_id, rule);
CREATE TRIGGER receipt_no_update BEFORE UPDATE ON receipt BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER receipt_no_delete BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER part_posting_no_update BEFORE UPDATE ON part_posting BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER part_posting_no_delete BEFORE DELETE ON part_posting BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER interest_term_no_update BEFORE UPDATE ON interest_term BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER interest_term_no_delete BEFORE DELETE ON interest_term BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER accrual_no_update BEFORE UPDATE ON accrual BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER accrual_no_delete BEFORE DELETE ON accrual BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER reference_rate_no_update BEFORE UPDATE ON reference_rate BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER reference_rate_no_delete BEFORE DELETE ON reference_rate BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER plan_no_update BEFORE UPDATE ON plan BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER plan_no_delete BEFORE DELETE ON plan BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER instalment_no_update BEFORE UPDATE ON instalment BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER instalment_no_delete BEFORE DELETE ON instalment BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER plan_invoice_no_update BEFORE UPDATE ON plan_invoice BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER plan_invoice_no_delete BEFORE DELETE ON plan_invoice BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER plan_end_no_update BEFORE UPDATE ON plan_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER plan_end_no_delete BEFORE DELETE ON plan_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER settlement_no_update BEFORE UPDATE ON settlement BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER settlement_no_delete BEFORE DELETE ON settlement BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER settlement_invoice_no_update BEFORE UPDATE ON settlement_invoice BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER settlement_invoice_no_delete BEFORE DELETE ON settlement_invoice BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER settlement_end_no_update BEFORE UPDATE ON settlement_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER settlement_end_no_delete BEFORE DELETE ON settlement_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER placement_no_update BEFORE UPDATE ON placement BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER placement_no_delete BEFORE DELETE ON placement BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER placement_invoice_no_update BEFORE UPDATE ON placement_invoice BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER placement_invoice_no_delete BEFORE DELETE ON placement_invoice BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER placement_end_no_update BEFORE UPDATE ON placement_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER placement_end_no_delete BEFORE DELETE ON placement_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER approval_no_update BEFORE UPDATE ON approval BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER approval_no_delete BEFORE DELETE ON approval BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER personal_no_update BEFORE UPDATE ON personal BEGIN
    SELECT RAISE(ABORT, 'what is personal is kept or erased, never changed');
END;
CREATE INDEX person_of ON person (account_id);
CREATE INDEX person_change_of ON person_change (person_id);
CREATE INDEX reach_of ON reach (person_id);
CREATE INDEX reach_end_of ON reach_end (reach_id);
CREATE INDEX erasure_of ON erasure (person_id);
CREATE INDEX consent_of ON consent (person_id, channel);
CREATE INDEX quiet_time_of ON quiet_time (person_id);
CREATE INDEX stop_of ON stop (account_id);
CREATE INDEX stop_end_of ON stop_end (stop_id);
CREATE INDEX attempt_with ON attempt (account_id, effective_on);
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
CREATE INDEX gate_check_of ON gate_check (account_id, effective_on);
CREATE TRIGGER person_no_update BEFORE UPDATE ON person BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER person_no_delete BEFORE DELETE ON person BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER person_change_no_update BEFORE UPDATE ON person_change BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER person_change_no_delete BEFORE DELETE ON person_change BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER reach_no_update BEFORE UPDATE ON reach BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER reach_no_delete BEFORE DELETE ON reach BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER reach_end_no_update BEFORE UPDATE ON reach_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER reach_end_no_delete BEFORE DELETE ON reach_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER erasure_no_update BEFORE UPDATE ON erasure BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER erasure_no_delete BEFORE DELETE ON erasure BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER consent_no_update BEFORE UPDATE ON consent BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER consent_no_delete BEFORE DELETE ON consent BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER quiet_time_no_update BEFORE UPDATE ON quiet_time BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER quiet_time_no_delete BEFORE DELETE ON quiet_time BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER quiet_time_end_no_update BEFORE UPDATE ON quiet_time_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER quiet_time_end_no_delete BEFORE DELETE ON quiet_time_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER stop_no_update BEFORE UPDATE ON stop BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER stop_no_delete BEFORE DELETE ON stop BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER stop_end_no_update BEFORE UPDATE ON stop_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER stop_end_no_delete BEFORE DELETE ON stop_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER attempt_no_update BEFORE UPDATE ON attempt BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER attempt_no_delete BEFORE DELETE ON attempt BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER attempt_release_no_update BEFORE UPDATE ON attempt_release BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER attempt_release_no_delete BEFORE DELETE ON attempt_release BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER gate_check_no_update BEFORE UPDATE ON gate_check BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER gate_check_no_delete BEFORE DELETE ON gate_check BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE INDEX note_of ON note (account_id);
CREATE INDEX call_back_of ON call_back (account_id);
CREATE INDEX call_back_end_of ON call_back_end (call_back_id);
CREATE INDEX queued_for ON queued (account_id);
CREATE INDEX queued_end_of ON queued_end (queued_id);
CREATE TRIGGER note_no_update BEFORE UPDATE ON note BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER note_no_delete BEFORE DELETE ON note BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER call_back_no_update BEFORE UPDATE ON call_back BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER call_back_no_delete BEFORE DELETE ON call_back BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER call_back_end_no_update BEFORE UPDATE ON call_back_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER call_back_end_no_delete BEFORE DELETE ON call_back_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER queued_no_update BEFORE UPDATE ON queued BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER queued_no_delete BEFORE DELETE ON queued BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER queued_end_no_update BEFORE UPDATE ON queued_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER queued_end_no_delete BEFORE DELETE ON queued_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER trial_no_update BEFORE UPDATE ON trial BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER trial_no_delete BEFORE DELETE ON trial BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER trial_end_no_update BEFORE UPDATE ON trial_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER trial_end_no_delete BEFORE DELETE ON trial_end BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER policy_approval_no_update BEFORE UPDATE ON policy_approval BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
CREATE TRIGGER policy_approval_no_delete BEFORE DELETE ON policy_approval BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END;
COMMIT;
