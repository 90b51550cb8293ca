-- The ground the facts are read from: the books at the end of :as_of, as known up to event :known.
-- The names in braces narrow it to some accounts, or are empty. All of it is temporary. Days become
-- whole numbers here, as Python's date.toordinal counts them: day 0 began on Julian day 1721424.5.

CREATE TEMP TABLE undone (seq INTEGER PRIMARY KEY);
INSERT INTO undone
SELECT reversed_seq FROM reversal WHERE effective_on <= :as_of AND seq <= :known;

-- What moved each item's balance, and how it was last paid, as far as no receipt tells it: their books showed it.
CREATE TEMP TABLE moved (
    invoice_id INTEGER PRIMARY KEY,
    amount     INTEGER NOT NULL,
    paid_year  INTEGER NOT NULL,
    paid_day   INTEGER,
    last_day   INTEGER NOT NULL
);
INSERT INTO moved
SELECT
    p.invoice_id,
    sum(p.amount),
    sum(CASE WHEN p.kind = 'payment' AND p.receipt_id IS NULL AND p.effective_on > date(:as_of, '-12 months')
        THEN -p.amount ELSE 0 END),
    CAST(julianday(max(CASE WHEN p.kind = 'payment' AND p.receipt_id IS NULL THEN p.effective_on END))
        - 1721424.5 AS INTEGER),
    CAST(julianday(max(p.effective_on)) - 1721424.5 AS INTEGER)
FROM posting AS p
WHERE p.effective_on <= :as_of AND p.seq <= :known
  AND p.seq NOT IN (SELECT seq FROM undone)
  {posting_scope}
GROUP BY p.invoice_id;

CREATE TEMP TABLE due_moved (invoice_id INTEGER PRIMARY KEY, due_on TEXT NOT NULL);
INSERT OR REPLACE INTO due_moved
SELECT invoice_id, due_on FROM due_change
WHERE effective_on <= :as_of AND seq <= :known AND seq NOT IN (SELECT seq FROM undone)
  {charge_scope}
ORDER BY effective_on, seq;

-- Payment plans: what became of each, and what has moved what is owed on its invoices since it was agreed.
CREATE TEMP TABLE plan_then (
    account_id INTEGER, currency TEXT, plan_id INTEGER, since TEXT NOT NULL, amount INTEGER NOT NULL,
    state TEXT NOT NULL, PRIMARY KEY (account_id, currency, plan_id)
);
INSERT INTO plan_then
SELECT p.account_id, p.currency, p.seq, p.effective_on, p.amount, coalesce((
    SELECT e.outcome FROM plan_end AS e
    WHERE e.plan_id = p.seq AND e.effective_on <= :as_of AND e.seq <= :known
      AND e.seq NOT IN (SELECT seq FROM undone)
), 'open')
FROM plan AS p
WHERE p.effective_on <= :as_of AND p.seq <= :known AND p.seq NOT IN (SELECT seq FROM undone)
  {account_scope};

-- Money covers the first instalments; what else was taken off comes off the last ones. See charges/agreed.py.
CREATE TEMP TABLE plan_since (plan_id INTEGER PRIMARY KEY, received INTEGER NOT NULL, taken_off INTEGER NOT NULL);
INSERT INTO plan_since
SELECT
    plan_id,
    sum(CASE WHEN kind = 'payment' THEN -amount ELSE 0 END),
    sum(CASE WHEN kind = 'payment' THEN 0 ELSE -amount END)
FROM (
    SELECT t.plan_id, p.kind, p.amount
    FROM plan_then AS t
    CROSS JOIN plan_invoice AS v ON v.plan_id = t.plan_id AND v.seq <= :known
    CROSS JOIN posting AS p ON p.invoice_id = v.invoice_id
    WHERE t.state = 'open' AND (p.effective_on > t.since OR p.seq > t.plan_id)
      AND p.effective_on <= :as_of AND p.seq <= :known AND p.seq NOT IN (SELECT seq FROM undone)
    UNION ALL
    SELECT t.plan_id, p.kind, p.amount
    FROM plan_then AS t
    CROSS JOIN plan_invoice AS v ON v.plan_id = t.plan_id AND v.seq <= :known
    CROSS JOIN part_posting AS p ON p.invoice_id = v.invoice_id
    WHERE t.state = 'open' AND (p.effective_on > t.since OR p.seq > t.plan_id)
      AND p.effective_on <= :as_of AND p.seq <= :known AND p.seq NOT IN (SELECT seq FROM undone)
)
GROUP BY plan_id;

-- While a plan stands, what is left to pay on its invoices is due with the first instalment that is not covered,
-- or with the last where all are.
CREATE TEMP TABLE plan_due (invoice_id INTEGER PRIMARY KEY, due_day INTEGER NOT NULL);
INSERT OR REPLACE INTO plan_due
SELECT v.invoice_id, d.due_day
FROM (
    SELECT
        t.plan_id,
        CAST(julianday(coalesce(
            min(CASE WHEN coalesce(s.received, 0) < min(n.sum_, t.amount - coalesce(s.taken_off, 0))
                THEN n.due_on END),
            max(n.due_on)
        )) - 1721424.5 AS INTEGER) AS due_day
    FROM plan_then AS t
    JOIN (
        SELECT plan_id, due_on, sum(amount) OVER (PARTITION BY plan_id ORDER BY number) AS sum_
        FROM instalment WHERE seq <= :known
    ) AS n ON n.plan_id = t.plan_id
    LEFT JOIN plan_since AS s ON s.plan_id = t.plan_id
    WHERE t.state = 'open'
    GROUP BY t.plan_id
) AS d
CROSS JOIN plan_invoice AS v ON v.plan_id = d.plan_id AND v.seq <= :known
JOIN invoice AS n ON n.seq = v.invoice_id
LEFT JOIN moved AS m ON m.invoice_id = v.invoice_id
WHERE n.amount + coalesce(m.amount, 0) > 0
ORDER BY d.plan_id;

-- The latest plan, and the latest settlement, of each invoice that was not cancelled; and what is with an agency:
-- of everybody, because a run looks at it again after some accounts alone were gathered anew.
CREATE TEMP TABLE plan_of (invoice_id INTEGER PRIMARY KEY, state TEXT NOT NULL);
INSERT OR REPLACE INTO plan_of
SELECT v.invoice_id, t.state
FROM plan_then AS t
CROSS JOIN plan_invoice AS v ON v.plan_id = t.plan_id AND v.seq <= :known
WHERE t.state <> 'cancelled'
ORDER BY t.plan_id;

CREATE TEMP TABLE settlement_then (
    account_id INTEGER, currency TEXT, settlement_id INTEGER, state TEXT NOT NULL,
    PRIMARY KEY (account_id, currency, settlement_id)
);
INSERT INTO settlement_then
SELECT p.account_id, p.currency, p.seq, coalesce((
    SELECT e.outcome FROM settlement_end AS e
    WHERE e.settlement_id = p.seq AND e.effective_on <= :as_of AND e.seq <= :known
      AND e.seq NOT IN (SELECT seq FROM undone)
), 'open')
FROM settlement AS p
WHERE p.effective_on <= :as_of AND p.seq <= :known AND p.seq NOT IN (SELECT seq FROM undone)
  {account_scope};

CREATE TEMP TABLE settlement_of (invoice_id INTEGER PRIMARY KEY, state TEXT NOT NULL);
INSERT OR REPLACE INTO settlement_of
SELECT v.invoice_id, t.state
FROM settlement_then AS t
CROSS JOIN settlement_invoice AS v ON v.settlement_id = t.settlement_id AND v.seq <= :known
WHERE t.state <> 'cancelled'
ORDER BY t.settlement_id;

CREATE TEMP TABLE placed (invoice_id INTEGER PRIMARY KEY);
INSERT OR IGNORE INTO placed
SELECT v.invoice_id
FROM placement AS p
CROSS JOIN placement_invoice AS v ON v.placement_id = p.seq AND v.seq <= :known
WHERE p.effective_on <= :as_of AND p.seq <= :known AND p.seq NOT IN (SELECT seq FROM undone)
  AND NOT EXISTS (
      SELECT 1 FROM placement_end AS e
      WHERE e.placement_id = p.seq AND e.effective_on <= :as_of AND e.seq <= :known
        AND e.seq NOT IN (SELECT seq FROM undone)
  );

-- Customers' money: what arrived in a year and when it last did, and what of all of it is used for nothing yet.
CREATE TEMP TABLE received (
    account_id INTEGER, currency TEXT, paid_year INTEGER NOT NULL, paid_day INTEGER NOT NULL,
    unapplied INTEGER NOT NULL, PRIMARY KEY (account_id, currency)
);
INSERT INTO received
SELECT
    account_id, currency,
    sum(CASE WHEN effective_on > date(:as_of, '-12 months') THEN amount ELSE 0 END),
    CAST(julianday(max(effective_on)) - 1721424.5 AS INTEGER),
    sum(amount + coalesce((
        SELECT sum(p.amount) FROM posting AS p
        WHERE p.receipt_id = r.seq AND p.effective_on <= :as_of AND p.kind = 'payment' AND p.seq <= :known
          AND p.seq NOT IN (SELECT seq FROM undone)
    ), 0) + coalesce((
        SELECT sum(p.amount) FROM part_posting AS p
        WHERE p.receipt_id = r.seq AND p.effective_on <= :as_of AND p.kind = 'payment' AND p.seq <= :known
          AND p.seq NOT IN (SELECT seq FROM undone)
    ), 0))
FROM receipt AS r
WHERE effective_on <= :as_of AND seq <= :known AND seq NOT IN (SELECT seq FROM undone)
  {account_scope}
GROUP BY account_id, currency;

-- What is left to pay of each item in late fees, a bank's fee among them: charged, less paid and waived.
CREATE TEMP TABLE fees_left (invoice_id INTEGER PRIMARY KEY, amount INTEGER NOT NULL);
INSERT INTO fees_left
SELECT invoice_id, sum(amount)
FROM (
    SELECT invoice_id, amount FROM charge
    WHERE effective_on <= :as_of AND seq <= :known AND seq NOT IN (SELECT seq FROM undone)
      {charge_scope}
    UNION ALL
    SELECT invoice_id, amount FROM part_posting
    WHERE part = 'costs' AND effective_on <= :as_of AND seq <= :known AND seq NOT IN (SELECT seq FROM undone)
      {charge_scope}
)
GROUP BY invoice_id;

-- Late fees: those charged before the day, which rules may read, and all of them. A bank's fee is none.
CREATE TEMP TABLE charged (
    invoice_id INTEGER PRIMARY KEY, before INTEGER NOT NULL, amount INTEGER NOT NULL
);
INSERT INTO charged
SELECT invoice_id, sum(CASE WHEN effective_on < :as_of THEN amount ELSE 0 END), sum(amount) FROM charge
WHERE rule <> 'bank-fee' AND effective_on <= :as_of AND seq <= :known AND seq NOT IN (SELECT seq FROM undone)
  {charge_scope}
GROUP BY invoice_id;

-- Interest in the books: what was booked before the day, which rules may read; on the day; and what of all of it
-- is still owed.
CREATE TEMP TABLE accrued (
    invoice_id INTEGER PRIMARY KEY, before INTEGER NOT NULL, today INTEGER NOT NULL, owed INTEGER NOT NULL
);
INSERT INTO accrued
SELECT invoice_id, sum(before), sum(today), sum(owed)
FROM (
    SELECT
        invoice_id,
        CASE WHEN coalesce(booked_on, effective_on) < :as_of THEN amount ELSE 0 END AS before,
        CASE WHEN coalesce(booked_on, effective_on) < :as_of THEN 0 ELSE amount END AS today,
        amount AS owed
    FROM accrual
    WHERE effective_on <= :as_of AND seq <= :known AND seq NOT IN (SELECT seq FROM undone)
      {charge_scope}
    UNION ALL
    SELECT invoice_id, 0, 0, amount FROM part_posting
    WHERE part = 'interest' AND effective_on <= :as_of AND seq <= :known AND seq NOT IN (SELECT seq FROM undone)
      {charge_scope}
)
GROUP BY invoice_id;

-- Disputes as spans of days; the day one ends is no longer in dispute, an open one reaches through :as_of.
CREATE TEMP TABLE dispute_span (
    invoice_id INTEGER, amount INTEGER, from_day INTEGER, until_day INTEGER, open INTEGER
);
INSERT INTO dispute_span
SELECT
    d.invoice_id, d.amount,
    CAST(julianday(d.effective_on) - 1721424.5 AS INTEGER) AS from_day,
    coalesce(CAST(julianday(e.effective_on) - 1721424.5 AS INTEGER), :day + 1) AS until_day,
    e.seq IS NULL AS open
FROM dispute AS d
LEFT JOIN dispute_end AS e
    ON e.dispute_id = d.seq AND e.effective_on <= :as_of AND e.seq <= :known
    AND e.seq NOT IN (SELECT seq FROM undone)
WHERE d.effective_on <= :as_of AND d.seq <= :known AND d.seq NOT IN (SELECT seq FROM undone);

-- How much of an invoice is in dispute now: nothing of one that was, NULL for all that is left of it.
CREATE TEMP TABLE disputed (invoice_id INTEGER PRIMARY KEY, open INTEGER NOT NULL, part INTEGER);
INSERT INTO disputed
SELECT
    invoice_id, max(open),
    CASE WHEN sum(open AND amount IS NULL) THEN NULL ELSE sum(CASE WHEN open THEN amount ELSE 0 END) END
FROM dispute_span GROUP BY invoice_id;

-- Overrides as spans of days: the first on which each counts, and the first on which it does not; one that
-- still counts reaches through :as_of. What is of an account is of each of its invoices, unless an invoice has
-- an override of that kind of its own; of two, the later recorded counts.
-- A trial that goes on puts those accounts under its policy whose draw is below its share; an override of that
-- kind goes before it.
CREATE TEMP TABLE override_span (
    seq INTEGER, account_id INTEGER, invoice_id INTEGER, kind TEXT, days INTEGER, policy_id TEXT,
    by_trial INTEGER, from_day INTEGER, until_day INTEGER
);
INSERT INTO override_span
SELECT * FROM (
    SELECT
        o.seq, o.account_id, o.invoice_id, o.kind, o.days, o.policy_id, false AS by_trial,
        CAST(julianday(o.effective_on) - 1721424.5 AS INTEGER) AS from_day,
        min(:day, coalesce(CAST(julianday(o.until_on) - 1721424.5 AS INTEGER), :day),
            coalesce(CAST(julianday(e.effective_on) - 1721424.5 AS INTEGER) - 1, :day)) + 1 AS until_day
    FROM override AS o
    LEFT JOIN override_end AS e
        ON e.override_id = o.seq AND e.effective_on <= :as_of AND e.seq <= :known
        AND e.seq NOT IN (SELECT seq FROM undone)
    WHERE o.effective_on <= :as_of AND o.seq <= :known AND o.seq NOT IN (SELECT seq FROM undone)
    UNION ALL
    SELECT
        t.seq, a.seq, NULL, 'policy', NULL, t.policy_id, true,
        CAST(julianday(t.effective_on) - 1721424.5 AS INTEGER), :day + 1
    FROM trial AS t
    CROSS JOIN (
        SELECT seq, number FROM account WHERE effective_on <= :as_of AND seq <= :known {own_scope}
    ) AS a
    WHERE t.effective_on <= :as_of AND t.seq <= :known AND trial_draw(t.name, a.number) < t.share
      AND t.seq NOT IN (SELECT trial_id FROM trial_end WHERE effective_on <= :as_of AND seq <= :known)
)
WHERE from_day < until_day;

-- The spans on which each invoice was left out, those that overlap made one: a day counts once.
CREATE TEMP TABLE left_out_span (invoice_id INTEGER, due_day INTEGER, from_day INTEGER, until_day INTEGER);
INSERT INTO left_out_span
SELECT invoice_id, due_day, min(from_day), max(until_day)
FROM (
    SELECT *, sum(apart) OVER (PARTITION BY invoice_id ORDER BY from_day, seq) AS span
    FROM (
        SELECT
            n.seq AS invoice_id, s.seq, s.from_day, s.until_day,
            coalesce(q.due_day, CAST(julianday(coalesce(c.due_on, n.due_on)) - 1721424.5 AS INTEGER)) AS due_day,
            coalesce(s.from_day > max(s.until_day) OVER (
                PARTITION BY n.seq ORDER BY s.from_day, s.seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ), 1) AS apart
        FROM override_span AS s
        CROSS JOIN invoice AS n ON n.account_id = s.account_id AND n.seq = coalesce(s.invoice_id, n.seq)
        LEFT JOIN due_moved AS c ON c.invoice_id = n.seq
        LEFT JOIN plan_due AS q ON q.invoice_id = n.seq
        WHERE s.kind = 'leave_out'
    )
)
GROUP BY invoice_id, span;

-- Of every invoice that was ever left out: whether it is on the day, on how many days after its due date it was,
-- on how many of these it was in dispute as well, and the first day on which it was not any more.
CREATE TEMP TABLE left_out (
    invoice_id INTEGER PRIMARY KEY, now INTEGER NOT NULL, days INTEGER NOT NULL,
    disputed_days INTEGER NOT NULL, until_day INTEGER NOT NULL
);
INSERT INTO left_out
SELECT
    u.invoice_id, max(u.until_day) > :day, sum(max(0, u.until_day - max(u.from_day, u.due_day + 1))),
    coalesce((
        SELECT sum(max(0, min(v.until_day, d.until_day) - max(v.from_day, d.from_day, v.due_day + 1)))
        FROM left_out_span AS v JOIN dispute_span AS d ON d.invoice_id = v.invoice_id
        WHERE v.invoice_id = u.invoice_id
    ), 0),
    max(u.until_day)
FROM left_out_span AS u
GROUP BY u.invoice_id;

-- The days of grace that invoices have of their own on the day.
CREATE TEMP TABLE own_grace (invoice_id INTEGER PRIMARY KEY, days INTEGER NOT NULL);
INSERT OR REPLACE INTO own_grace
SELECT n.seq, s.days
FROM override_span AS s
CROSS JOIN invoice AS n ON n.account_id = s.account_id AND n.seq = coalesce(s.invoice_id, n.seq)
WHERE s.kind = 'grace' AND s.until_day > :day
ORDER BY s.invoice_id IS NOT NULL, s.seq;

-- The policy that invoices are put under on the day, where it is not the one in force.
CREATE TEMP TABLE put_under (invoice_id INTEGER PRIMARY KEY, policy_id TEXT NOT NULL);
INSERT OR REPLACE INTO put_under
SELECT n.seq, s.policy_id
FROM override_span AS s
CROSS JOIN invoice AS n ON n.account_id = s.account_id AND n.seq = coalesce(s.invoice_id, n.seq)
WHERE s.kind = 'policy' AND s.until_day > :day
ORDER BY s.invoice_id IS NOT NULL, NOT s.by_trial, s.seq;

-- Every item issued by then, settled ones and credit notes too, with what is left to pay.
CREATE TEMP TABLE item (
    invoice_id INTEGER, account_id INTEGER, currency TEXT, amount INTEGER, balance INTEGER,
    issued_day INTEGER, due_day INTEGER, late_when_seen INTEGER, paid_year INTEGER, paid_day INTEGER,
    last_day INTEGER, charges INTEGER, charges_before INTEGER, costs INTEGER, interest INTEGER,
    interest_before INTEGER, interest_today INTEGER, disputed INTEGER, disputed_part INTEGER
);
INSERT INTO item
SELECT
    n.seq AS invoice_id, n.account_id, n.currency, n.amount,
    n.amount + coalesce(m.amount, 0) AS balance,
    CAST(julianday(n.effective_on) - 1721424.5 AS INTEGER) AS issued_day,
    coalesce(q.due_day, CAST(julianday(coalesce(c.due_on, n.due_on)) - 1721424.5 AS INTEGER)) AS due_day,
    coalesce(c.due_on, n.due_on) < n.seen_on AS late_when_seen,
    coalesce(m.paid_year, 0) AS paid_year, m.paid_day, m.last_day,
    coalesce(h.amount, 0) AS charges,
    coalesce(h.before, 0) AS charges_before,
    coalesce(t.amount, 0) AS costs,
    coalesce(r.owed, 0) AS interest,
    coalesce(r.before, 0) AS interest_before,
    coalesce(r.today, 0) AS interest_today,
    coalesce(d.open, 0) AS disputed,
    -- What of the balance is in dispute.
    CASE WHEN d.open
        THEN max(0, min(n.amount + coalesce(m.amount, 0), coalesce(d.part, n.amount + coalesce(m.amount, 0))))
        ELSE 0
    END AS disputed_part
FROM invoice AS n
LEFT JOIN moved AS m ON m.invoice_id = n.seq
LEFT JOIN due_moved AS c ON c.invoice_id = n.seq
LEFT JOIN plan_due AS q ON q.invoice_id = n.seq
LEFT JOIN charged AS h ON h.invoice_id = n.seq
LEFT JOIN fees_left AS t ON t.invoice_id = n.seq
LEFT JOIN accrued AS r ON r.invoice_id = n.seq
LEFT JOIN disputed AS d ON d.invoice_id = n.seq
WHERE n.effective_on <= :as_of AND n.seq <= :known
  AND n.seq NOT IN (SELECT seq FROM undone)
  {invoice_scope};

-- The item of each account that has been past due longest: its due day and its id in one number.
CREATE TEMP TABLE oldest_overdue (invoice_id INTEGER PRIMARY KEY);
INSERT INTO oldest_overdue
SELECT min(due_day * 1099511627776 + invoice_id) % 1099511627776 FROM item
WHERE balance > 0 AND due_day < :day
GROUP BY account_id, currency;

-- For each number of whole months, the last due day that lies as many back: the same day of its month, or the last
-- day of a month that has no such day; seen from the last day of a month, all of that month.
CREATE TEMP TABLE months_back (day INTEGER PRIMARY KEY, months INTEGER NOT NULL);
INSERT INTO months_back
WITH RECURSIVE back (months, first) AS (
    SELECT 0, date(:as_of, 'start of month')
    UNION ALL
    SELECT months + 1, date(first, '-1 month') FROM back WHERE first > '0002' AND months < 1200
)
SELECT
    CAST(julianday(CASE
        WHEN :as_of = date(:as_of, 'start of month', '+1 month', '-1 day') THEN date(first, '+1 month', '-1 day')
        ELSE min(date(first, (substr(:as_of, 9) - 1) || ' days'), date(first, '+1 month', '-1 day'))
    END) - 1721424.5 AS INTEGER),
    months
FROM back;

-- The last stage carried out for each invoice, or the one it was moved to since; moved to `none`, it is on none.
CREATE TEMP TABLE reached (
    invoice_id INTEGER PRIMARY KEY, stage TEXT NOT NULL, day INTEGER NOT NULL, seq INTEGER NOT NULL
);
INSERT OR REPLACE INTO reached
SELECT invoice_id, stage, CAST(julianday(effective_on) - 1721424.5 AS INTEGER), seq FROM stage_step
WHERE step = 'done' AND effective_on <= :as_of AND seq <= :known AND seq NOT IN (SELECT seq FROM undone)
  {charge_scope}
ORDER BY seq;

CREATE TEMP TABLE stage_moved (invoice_id INTEGER PRIMARY KEY, stage_to TEXT NOT NULL, seq INTEGER NOT NULL);
INSERT INTO stage_moved
SELECT invoice_id, stage_to, max(seq) AS seq FROM stage_move
WHERE effective_on <= :as_of AND seq <= :known AND seq NOT IN (SELECT seq FROM undone)
  {charge_scope}
GROUP BY invoice_id;
INSERT OR REPLACE INTO reached
SELECT m.invoice_id, m.stage_to, r.day, m.seq
FROM stage_moved AS m JOIN reached AS r ON r.invoice_id = m.invoice_id
WHERE m.seq > r.seq;
DELETE FROM reached WHERE stage = 'none';

-- All stages carried out for each invoice, in the order in which they were recorded.
CREATE TEMP TABLE stages_done (invoice_id INTEGER PRIMARY KEY, stages TEXT NOT NULL);
INSERT OR REPLACE INTO stages_done
SELECT invoice_id, group_concat(stage, ' ') OVER (PARTITION BY invoice_id ORDER BY last)
FROM (
    SELECT invoice_id, stage, max(seq) AS last FROM stage_step
    WHERE step = 'done' AND effective_on <= :as_of AND seq <= :known AND seq NOT IN (SELECT seq FROM undone)
      {charge_scope}
    GROUP BY invoice_id, stage
)
ORDER BY invoice_id, last;

-- The stage that an invoice passed over before the day, when it entered the ladder above it.
CREATE TEMP TABLE passed (invoice_id INTEGER PRIMARY KEY, stage TEXT NOT NULL);
INSERT OR REPLACE INTO passed
SELECT invoice_id, stage FROM stage_step AS t
WHERE step = 'passed' AND effective_on < :as_of AND seq <= :known AND seq NOT IN (SELECT seq FROM undone)
  AND NOT EXISTS (
      SELECT 1 FROM stage_moved AS m
      WHERE m.invoice_id = t.invoice_id AND m.stage_to = 'none' AND m.seq > t.seq
  )
  {charge_scope}
ORDER BY seq;

-- Promises: kept when their amount arrived by their day, whatever it was used for, broken when the day has
-- passed, else open. The day of a payment that was inferred from a snapshot is only the day it showed; one that shows in the first
-- snapshot from the promised day on may well have been made in time, and counts.
CREATE TEMP TABLE promise_state (
    seq INTEGER, account_id INTEGER, currency TEXT, amount INTEGER, due_on TEXT, to_come INTEGER, state TEXT
);
INSERT INTO promise_state
SELECT
    seq, account_id, currency, amount, due_on, amount - paid AS to_come,
    CASE WHEN paid >= amount THEN 'kept' WHEN due_on < :as_of THEN 'broken' ELSE 'open' END AS state
FROM (
    SELECT
        q.seq, q.account_id, q.currency, q.amount, q.due_on,
        coalesce((
            SELECT sum(r.amount) FROM receipt AS r
            WHERE r.account_id = q.account_id AND r.currency = q.currency
              AND r.effective_on BETWEEN q.effective_on AND min(:as_of, q.due_on)
              AND r.seq <= :known AND r.seq NOT IN (SELECT seq FROM undone)
        ), 0) + coalesce((
            SELECT sum(-p.amount)
            FROM invoice AS n JOIN posting AS p ON p.invoice_id = n.seq
            WHERE n.account_id = q.account_id AND n.currency = q.currency AND p.kind = 'payment'
              AND p.receipt_id IS NULL
              AND p.effective_on BETWEEN q.effective_on AND min(:as_of, CASE WHEN p.inferred THEN coalesce((
                  SELECT min(o.effective_on) FROM snapshot AS o
                  WHERE o.effective_on >= q.due_on AND o.seq <= :known
                    AND o.seq NOT IN (SELECT seq FROM undone)
              ), q.due_on) ELSE q.due_on END)
              AND p.seq <= :known AND p.seq NOT IN (SELECT seq FROM undone)
        ), 0) AS paid
    FROM promise AS q
    WHERE q.effective_on <= :as_of AND q.seq <= :known AND q.seq NOT IN (SELECT seq FROM undone)
      {account_scope}
);

CREATE TEMP TABLE promised (
    account_id INTEGER, currency TEXT, state TEXT NOT NULL, broken INTEGER NOT NULL, open_amount INTEGER NOT NULL,
    PRIMARY KEY (account_id, currency)
);
INSERT INTO promised
SELECT g.account_id, g.currency, t.state, g.broken, g.open_amount
FROM (
    SELECT
        account_id, currency, max(seq) AS latest,
        sum(state = 'broken') AS broken,
        sum(CASE WHEN state = 'open' THEN to_come ELSE 0 END) AS open_amount
    FROM promise_state
    GROUP BY account_id, currency
) AS g
JOIN promise_state AS t ON t.seq = g.latest;

CREATE TEMP TABLE account_then (account_id INTEGER PRIMARY KEY, debtor_kind TEXT NOT NULL, opened_day INTEGER NOT NULL);
INSERT INTO account_then
SELECT seq, debtor_kind, CAST(julianday(effective_on) - 1721424.5 AS INTEGER) FROM account AS t
WHERE effective_on <= :as_of AND seq <= :known AND seq NOT IN (SELECT seq FROM undone)
  {own_scope};
INSERT OR REPLACE INTO account_then
SELECT k.account_id, k.debtor_kind, t.opened_day
FROM account_change AS k JOIN account_then AS t ON t.account_id = k.account_id
WHERE k.effective_on <= :as_of AND k.seq <= :known AND k.seq NOT IN (SELECT seq FROM undone)
ORDER BY k.effective_on, k.seq;

-- When each account was last tried to be reached, and when it last answered: in a conversation or of its own accord.
CREATE TEMP TABLE contacted (account_id INTEGER PRIMARY KEY, last_day INTEGER, answered_day INTEGER);
INSERT INTO contacted
SELECT
    account_id,
    CAST(julianday(max(CASE WHEN direction = 'out' THEN effective_on END)) - 1721424.5 AS INTEGER),
    CAST(julianday(max(CASE
        WHEN direction = 'in' OR result IN ('RPC-REF', 'RPC-CB', 'PTP', 'PLAN', 'DSP', 'PAID', 'STOP', 'ATT')
        THEN effective_on
    END)) - 1721424.5 AS INTEGER)
FROM contact
WHERE effective_on <= :as_of AND seq <= :known AND seq NOT IN (SELECT seq FROM undone)
  {account_scope}
GROUP BY account_id;
