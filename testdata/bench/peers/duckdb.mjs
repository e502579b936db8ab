// SPDX-License-Identifier: GPL-3.0-or-later
// node duckdb.mjs FILE.sql...: runs the files in DuckDB. $NAME in them is the variable of the environment. Without files it
// only finds out whether the package is there, in BENCH_NPM or in NODE_PATH.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const from = process.env.BENCH_NPM ? join(process.env.BENCH_NPM, 'package.json') : import.meta.url;
const { DuckDBInstance } = createRequire(from)('@duckdb/node-api');
const files = process.argv.slice(2);
if (files.length > 0) {
  const instance = await DuckDBInstance.create(':memory:', { threads: process.env.THREADS });
  const connection = await instance.connect();
  await connection.run('SET preserve_insertion_order = false');
  for (const file of files)
    await connection.run(readFileSync(file, 'utf8').replace(/\$([A-Z]+)/g, (_, name) => process.env[name]));
}
