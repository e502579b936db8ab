-- SPDX-License-Identifier: GPL-3.0-or-later
-- DuckDB: the streams as views, up to the as-of date, with amounts in whole fen.
CREATE VIEW receivables AS
  SELECT customer, date, kind, (amount * 100)::BIGINT AS fen, doc, ref, (tons * 1000)::BIGINT AS kilos, contract_amount
  FROM read_csv('$DIR/$RECEIVABLES', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    columns = {'customer': 'VARCHAR', 'date': 'DATE', 'kind': 'VARCHAR', 'amount': 'DECIMAL(18,2)', 'doc': 'VARCHAR',
      'ref': 'VARCHAR', 'tons': 'DECIMAL(18,3)', 'contract_amount': 'DECIMAL(18,2)'})
  WHERE date <= DATE '$ASOF';
CREATE VIEW visits AS
  SELECT customer, date, kind, outcome
  FROM read_csv('$DIR/visits.csv', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    columns = {'customer': 'VARCHAR', 'date': 'DATE', 'staff': 'VARCHAR', 'kind': 'VARCHAR', 'outcome': 'VARCHAR',
      'reason': 'VARCHAR', 'planned': 'VARCHAR', 'reported': 'VARCHAR', 'fault': 'VARCHAR', 'helper': 'VARCHAR',
      'basis': 'VARCHAR', 'id': 'VARCHAR', 'ref': 'VARCHAR'})
  WHERE date <= DATE '$ASOF';
CREATE VIEW registration AS
  SELECT customer, date, staff, name, channel, influence, assessor
  FROM read_csv('$DIR/registration.csv', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    columns = {'customer': 'VARCHAR', 'date': 'DATE', 'staff': 'VARCHAR', 'name': 'VARCHAR', 'phone': 'VARCHAR',
      'channel': 'VARCHAR', 'register_no': 'VARCHAR', 'personal_no': 'VARCHAR', 'party': 'VARCHAR', 'referrer': 'VARCHAR',
      'requested': 'VARCHAR', 'influence': 'VARCHAR', 'assessor': 'VARCHAR', 'filed': 'VARCHAR', 'contract': 'VARCHAR',
      'units': 'VARCHAR'})
  WHERE date <= DATE '$ASOF';
CREATE VIEW faults AS
  SELECT date, person, customer, code, source
  FROM read_csv('$DIR/faults.csv', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    columns = {'date': 'DATE', 'person': 'VARCHAR', 'role': 'VARCHAR', 'customer': 'VARCHAR', 'code': 'VARCHAR',
      'source': 'VARCHAR'})
  WHERE date <= DATE '$ASOF';
