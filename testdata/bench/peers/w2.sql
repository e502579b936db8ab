-- SPDX-License-Identifier: GPL-3.0-or-later
-- DuckDB: facts and grades. A customer has one registration; its visits are on different days, and so are its invoices.
COPY (
  WITH paid AS (
    SELECT customer, ref, sum(fen)::BIGINT AS fen FROM receivables WHERE kind <> 'invoice' GROUP BY customer, ref),
  late AS (
    SELECT i.customer, sum(i.fen - coalesce(p.fen, 0))::BIGINT AS overdue, max(DATE '$ASOF' - i.date - 50) AS overdue_days
    FROM receivables i LEFT JOIN paid p ON p.customer = i.customer AND p.ref = i.doc
    WHERE i.kind = 'invoice' AND i.date + 50 < DATE '$ASOF' AND i.fen > coalesce(p.fen, 0)
    GROUP BY i.customer),
  trade AS (
    SELECT customer, min(date) FILTER (kind = 'invoice') AS first_trade,
      sum(fen) FILTER (kind = 'invoice' AND date > DATE '$YEARAGO')::BIGINT AS sales,
      sum(kilos) FILTER (kind = 'invoice' AND date > DATE '$YEARAGO')::BIGINT AS kilos,
      sum(fen) FILTER (kind = 'payment' AND date > DATE '$YEARAGO')::BIGINT AS collected,
      sum(if(kind = 'invoice', fen, -fen))::BIGINT AS balance,
      arg_max(contract_amount, date) FILTER (kind = 'invoice') AS contract_amount
    FROM receivables GROUP BY customer),
  contact AS (
    SELECT customer, count(*) AS contacts, max(date) AS last_contact,
      arg_max(outcome, date) FILTER (outcome <> '') AS last_outcome
    FROM visits GROUP BY customer),
  facts AS (
    SELECT r.customer, name, if(channel <> '', channel, 'visit') AS channel, influence,
      if(influence <> '', assessor, NULL) AS assessor, staff, r.date AS registered, first_trade, coalesce(sales, 0) AS sales,
      coalesce(kilos, 0) AS kilos, coalesce(collected, 0) AS collected, coalesce(balance, 0) AS balance,
      coalesce(overdue, 0) AS overdue, coalesce(overdue_days, 0) AS overdue_days, contract_amount,
      coalesce(contacts, 0) AS contacts, last_contact, last_outcome
    FROM registration r LEFT JOIN trade USING (customer) LEFT JOIN late USING (customer) LEFT JOIN contact USING (customer)),
  points AS (
    SELECT *, coalesce(assessor, '') IN ('', '部门经理', '总经理') AS assessed,
      coalesce(first_trade, registered) > DATE '$YEARAGO' AS first_year,
      CASE WHEN sales >= 1000000000 OR kilos >= 600000 THEN 10 WHEN sales >= 800000000 THEN 8
        WHEN sales >= 500000000 THEN 6 WHEN sales >= 100000000 THEN 4 ELSE 2 END AS of_sales,
      CASE WHEN sales = 0 THEN if(collected > 0, 10, 2) WHEN collected >= sales THEN 10 WHEN collected * 5 >= sales * 4 THEN 8
        WHEN collected * 2 >= sales THEN 6 WHEN collected * 10 >= sales * 3 THEN 4 ELSE 2 END AS of_collection,
      CASE WHEN balance <= 1000000 THEN 10 WHEN balance <= 20000000 THEN 8 WHEN balance <= 80000000 THEN 6
        WHEN balance <= 200000000 THEN 4 ELSE 2 END AS of_balance,
      CASE WHEN NOT assessed THEN 2 WHEN influence = 'leader' THEN 10 WHEN influence = 'key' THEN 8
        WHEN influence = 'important' THEN 6 WHEN influence = 'ordinary' THEN 4 ELSE 2 END AS of_influence
    FROM facts),
  grades AS (
    SELECT *, of_sales * 30 + of_collection * 25 + of_balance * 30 + of_influence * 15 AS hundredths,
      CASE WHEN first_year THEN 'C' WHEN hundredths >= 800 THEN 'A' WHEN hundredths >= 500 THEN 'B' ELSE 'C' END AS grade
    FROM points)
  SELECT customer, name, channel, influence, assessor, staff, registered, first_trade, (sales * 0.01)::DECIMAL(18,2) AS sales,
    rtrim(rtrim((kilos * 0.001)::DECIMAL(18,3)::VARCHAR, '0'), '.') AS tons, (collected * 0.01)::DECIMAL(18,2) AS collected,
    (balance * 0.01)::DECIMAL(18,2) AS balance, (overdue * 0.01)::DECIMAL(18,2) AS overdue, overdue_days, contract_amount,
    contacts, last_contact, last_outcome, DATE '$ASOF' AS as_of,
    if(sales > 0, ((collected * 20000 + sales) // (sales * 2) * 0.01)::DECIMAL(18,2), NULL) AS collection_rate,
    of_sales AS sales_score, of_collection AS collection_score, of_balance AS balance_score, of_influence AS influence_score,
    (hundredths * 0.01)::DECIMAL(18,2) AS score, grade, if(grade = 'C', 0, 50) AS credit_days,
    CASE grade WHEN 'A' THEN '2000000.00' WHEN 'B' THEN '1000000.00' ELSE '0.00' END AS credit_limit,
    nullif(concat_ws('; ', if(assessed, NULL, 'influence not assessed by a manager'), if(first_year, 'first year', NULL)), '')
      AS note
  FROM grades ORDER BY customer
) TO '$OUT' (FORMAT csv, HEADER true);
