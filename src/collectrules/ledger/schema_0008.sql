-- A part of an invoice may be in dispute: how much of it, in minor units; all that is left of it where empty.
ALTER TABLE dispute ADD COLUMN amount INTEGER CHECK (amount > 0);
