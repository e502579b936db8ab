-- SPDX-License-Identifier: GPL-3.0-or-later
-- DuckDB: the invoices that are or were overdue, with their fees: 0.02% a day, half a fen rounded up.
COPY (
  WITH open AS (
    SELECT *, fen - paid AS rest, received + 50 AS due,
      CASE WHEN fen > paid THEN DATE '$ASOF' ELSE cleared END - received - 50 AS days
    FROM settled)
  SELECT customer, doc, received, due, (fen * 0.01)::DECIMAL(18,2) AS amount, (paid * 0.01)::DECIMAL(18,2) AS settled,
    (rest * 0.01)::DECIMAL(18,2) AS outstanding, days AS overdue_days,
    (((late + rest * greatest(DATE '$ASOF' - due, 0)) * 2 + 5000) // 10000 * 0.01)::DECIMAL(18,2) AS fee
  FROM open WHERE days > 0 ORDER BY customer, due, doc
) TO '$OUT' (FORMAT csv, HEADER true);
