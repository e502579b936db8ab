-- SPDX-License-Identifier: GPL-3.0-or-later
-- DuckDB: what was settled on each invoice, by reference. late: fen times days after the due date.
CREATE VIEW settled AS
  SELECT i.customer, i.doc, any_value(i.date) AS received, any_value(i.fen) AS fen, coalesce(sum(s.fen), 0)::BIGINT AS paid,
    max(s.date) AS cleared, coalesce(sum(s.fen * greatest(s.date - i.date - 50, 0)), 0)::BIGINT AS late
  FROM (FROM receivables WHERE kind = 'invoice') i
  LEFT JOIN (FROM receivables WHERE kind <> 'invoice') s ON s.customer = i.customer AND s.ref = i.doc
  GROUP BY i.customer, i.doc;
