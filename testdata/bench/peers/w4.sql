-- SPDX-License-Identifier: GPL-3.0-or-later
-- DuckDB: the charged lines of the penalty ledger. A price by role counts over all persons: its faults name none.
COPY (
  WITH prices(code, role, yuan, one) AS (VALUES
    ('warning', NULL, 30, 4), ('dispute', NULL, 30, NULL), ('record_lost', NULL, 30, NULL), ('false_data', NULL, 30, NULL),
    ('register.incomplete', NULL, 30, NULL), ('callback.missed', 'showroom_manager', 10, NULL),
    ('callback.missed', 'vice_president', 20, NULL)),
  counted AS (
    SELECT *, row_number() OVER (PARTITION BY person, code, date_trunc('month', date) ORDER BY date, customer, source) AS nth
    FROM faults SEMI JOIN prices USING (code))
  SELECT person, role, date, customer, code, nth, yuan::DECIMAL(18,2) AS amount, 1 AS factor, amount AS charge, source
  FROM counted JOIN prices USING (code) WHERE nth = coalesce(one, nth)
  ORDER BY person NULLS FIRST, role NULLS FIRST, date, code, customer, source
) TO '$OUT' (FORMAT csv, HEADER true);
