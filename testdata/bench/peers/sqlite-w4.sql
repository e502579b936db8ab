-- SPDX-License-Identifier: GPL-3.0-or-later
-- SQLite: the charged lines of the penalty ledger.
WITH prices(code, role, yuan, only_nth) AS (VALUES
  ('warning', '', 30, 4), ('dispute', '', 30, NULL), ('record_lost', '', 30, NULL), ('false_data', '', 30, NULL),
  ('register.incomplete', '', 30, NULL), ('callback.missed', 'showroom_manager', 10, NULL),
  ('callback.missed', 'vice_president', 20, NULL)),
counted AS (
  SELECT *, row_number() OVER (PARTITION BY person, code, substr(date, 1, 7) ORDER BY date, customer, source) AS nth
  FROM faults WHERE date <= '$ASOF' AND code IN (SELECT code FROM prices))
SELECT person, prices.role AS role, date, customer, counted.code AS code, nth, yuan || '.00' AS amount, 1 AS factor,
  yuan || '.00' AS charge, source
FROM counted JOIN prices ON prices.code = counted.code WHERE nth = coalesce(only_nth, nth)
ORDER BY person, prices.role, date, counted.code, customer, source;
