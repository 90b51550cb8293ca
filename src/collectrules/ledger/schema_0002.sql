-- Where an invoice on the ladder was moved when a policy version came into force that has other stages:
-- from the stage it had come to, to one of the new policy's, or to `none` to begin anew.
CREATE TABLE stage_move (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    effective_on TEXT NOT NULL,
    invoice_id   INTEGER NOT NULL REFERENCES invoice (seq),
    stage_from   TEXT NOT NULL,
    stage_to     TEXT NOT NULL,
    policy       INTEGER NOT NULL REFERENCES policy_version (seq),
    UNIQUE (invoice_id, policy)
) STRICT;

-- Once each, unless it was a mistake or the invoice has been moved since: what was taken back can be done again.
DROP TRIGGER stage_step_once;
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
