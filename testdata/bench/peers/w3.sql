-- SPDX-License-Identifier: GPL-3.0-or-later
-- DuckDB: call-backs still open: the first loss after the last record that closes one.
COPY (
  WITH events AS (
    SELECT customer, date, outcome = 'lost' AND kind <> 'callback' AS opens
    FROM visits
    WHERE if(kind = 'callback', coalesce(outcome, '') <> 'unreachable', outcome IN ('lost', 'deal', 'revived') OR kind = 'deal')),
  dates AS (
    SELECT customer, coalesce(max(date) FILTER (NOT opens), DATE '1900-01-01') AS closed, list(date) FILTER (opens) AS opened
    FROM events GROUP BY customer),
  lost AS (SELECT customer, list_min(list_filter(opened, lambda day: day > closed)) AS since FROM dates)
  SELECT customer, name, 'callback' AS action, 'callback_specialist' AS assignee, since, since + 3 AS due,
    greatest(DATE '$ASOF' - due, 0) AS overdue_days
  FROM lost LEFT JOIN registration USING (customer) WHERE since IS NOT NULL ORDER BY customer
) TO '$OUT' (FORMAT csv, HEADER true);
