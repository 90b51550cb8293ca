-- What counts for an account, or for one invoice of it, before the policy does, from a day on: it is left out,
-- has days of grace of its own, or is under a policy of another id. `until_on` is the last day, or open.
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
CREATE INDEX override_of ON override (account_id, invoice_id);

CREATE TABLE override_end (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    override_id  INTEGER NOT NULL UNIQUE REFERENCES override (seq),
    reason       TEXT NOT NULL CHECK (reason <> '')
) STRICT;

-- Policies that count only for those who are put under them, and are never in force for the others.
CREATE TABLE policy_beside (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    policy_id    TEXT NOT NULL UNIQUE
) STRICT;

-- A version may move an invoice a second time where it was moved or went on in between, under another policy.
DROP TRIGGER stage_step_once;
CREATE TABLE stage_move_anew (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    stage_from   TEXT NOT NULL,
    stage_to     TEXT NOT NULL,
    policy       INTEGER NOT NULL REFERENCES policy_version (seq)
) STRICT;
INSERT INTO stage_move_anew SELECT * FROM stage_move;
DROP TABLE stage_move;
ALTER TABLE stage_move_anew RENAME TO stage_move;
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
