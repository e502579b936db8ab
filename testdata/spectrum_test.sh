#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The CSV reader on the files of csv-spectrum: every value must be the one that the JSON file beside it holds, whoever splits
# and with batches of any size.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"

folder=${KEHU_SHARED_DATA:-}/csv-spectrum
if [ -z "${KEHU_SHARED_DATA:-}" ] || [ ! -d "$folder/csvs" ]; then
	echo "spectrum: the shared data is absent"
	echo "spectrum: 0 passed, 0 failed, 99 skipped"
	exit 0
fi
passed=0 failed=0
for KEHU_READER in best libcsv libcsv:1 portable portable:7 sse2 sse2:20 avx2 avx2:64; do
	export KEHU_READER
	for csv in "$folder"/csvs/*.csv; do
		name=${csv##*/}
		if "$KEHU_BUILD/test/spectrum" "$csv" "$folder/json/${name%.csv}.json"; then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
			echo "spectrum: FAIL $name, KEHU_READER=$KEHU_READER"
		fi
	done
done
echo "spectrum: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
