-- SPDX-License-Identifier: GPL-3.0-or-later
-- SQLite: late fees by reference. Amounts are text with two decimals; late: fen times days after the due date.
CREATE TABLE settlements AS
  SELECT customer, ref, CAST(replace(amount, '.', '') AS INTEGER) AS fen, CAST(julianday(date) - 0.5 AS INTEGER) AS day
  FROM receivables WHERE kind <> 'invoice' AND date <= '$ASOF';
CREATE TABLE sums AS
  WITH invoices AS (
    SELECT customer, doc, date, CAST(replace(amount, '.', '') AS INTEGER) AS fen,
      CAST(julianday(date) - 0.5 AS INTEGER) + 50 AS due
    FROM receivables WHERE kind = 'invoice' AND date <= '$ASOF')
  SELECT i.customer, i.doc, i.date, i.fen, i.due, coalesce(sum(s.fen), 0) AS paid, max(s.day) AS cleared,
    coalesce(sum(s.fen * max(s.day - due, 0)), 0) AS late
  FROM invoices i LEFT JOIN settlements s ON s.customer = i.customer AND s.ref = i.doc
  GROUP BY i.customer, i.doc;
WITH open AS (
  SELECT *, fen - paid AS rest, CAST(julianday('$ASOF') - 0.5 AS INTEGER) AS asof,
    CASE WHEN fen > paid THEN CAST(julianday('$ASOF') - 0.5 AS INTEGER) ELSE cleared END - due AS days
  FROM sums),
fees AS (SELECT *, ((late + rest * max(asof - due, 0)) * 2 + 5000) / 10000 AS fee FROM open WHERE days > 0)
SELECT customer, doc, date AS received, date(date, '+50 days') AS due, printf('%d.%02d', fen / 100, fen % 100) AS amount,
  printf('%d.%02d', paid / 100, paid % 100) AS settled, printf('%d.%02d', rest / 100, rest % 100) AS outstanding,
  days AS overdue_days, printf('%d.%02d', fee / 100, fee % 100) AS fee
FROM fees ORDER BY customer, fees.due, doc;
