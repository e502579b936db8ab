-- SPDX-License-Identifier: GPL-3.0-or-later
-- DuckDB: what was settled on each invoice, oldest first. A customer's invoices lie end to end on a line of money, and so do
-- its settlements; a settlement pays what it overlaps. late: fen times days after the due date.
CREATE VIEW settled AS
  WITH i AS (
    SELECT customer, date, doc, fen,
      sum(fen) OVER (PARTITION BY customer ORDER BY date, doc ROWS UNBOUNDED PRECEDING)::BIGINT AS stop
    FROM receivables WHERE kind = 'invoice'),
  s AS (
    SELECT customer, date, fen,
      sum(fen) OVER (PARTITION BY customer ORDER BY date ROWS UNBOUNDED PRECEDING)::BIGINT AS stop
    FROM receivables WHERE kind <> 'invoice'),
  parts AS (
    SELECT i.customer, i.doc, i.date, i.fen, s.date AS settled_on,
      if(s.fen IS NULL, 0, least(i.stop, s.stop) - greatest(i.stop - i.fen, s.stop - s.fen)) AS part
    FROM i LEFT JOIN s ON s.customer = i.customer AND s.stop > i.stop - i.fen AND s.stop - s.fen < i.stop)
  SELECT customer, doc, any_value(date) AS received, any_value(fen) AS fen, sum(part)::BIGINT AS paid,
    max(settled_on) AS cleared, coalesce(sum(part * greatest(settled_on - date - 50, 0)), 0)::BIGINT AS late
  FROM parts GROUP BY customer, doc;
