#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: run.sh [CUSTOMERS [ROUNDS]]     (100000 customers, 3 rounds)
# Times the filters on a made-up company, beside what reads and groups the same files with other tools: cat, GNU sort by
# customer, and awk's sum by customer. The tools take turns within a round, so that a slow minute of the machine falls on all of
# them; each line has the fastest round, and how many times as long as cat that is. Compare only lines of one run.
# KEHU_BUILD: the folder with the programs and bench/generate (make bench sets it).
set -eu
LC_ALL=C
export LC_ALL
customers=${1:-100000} rounds=${2:-3}
build=${KEHU_BUILD:?set it, or call make bench}
PATH=$build:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
"$build/bench/generate" "$customers" "$work"
cd "$work"

streams='--as-of=2025-12-31 --registration=registration.csv --visits=visits.csv'
cat >commands <<END
cat cat registration.csv visits.csv receivables.csv
sort sort -t, -k1,1 receivables.csv
awk awk -F, '{ sum[\$1] += \$4 } END { for (c in sum) print c, sum[c] }' receivables.csv
latefee kehu-latefee --as-of=2025-12-31 receivables.csv
by-year kehu-latefee --as-of=2025-12-31 --by-year receivables.csv
join kehu-join $streams --receivables=receivables.csv
join+grade kehu-join $streams --receivables=receivables.csv | kehu-grade
lost kehu-lost $streams
fault+penalty kehu-fault $streams | kehu-penalty --as-of=2025-12-31
check kehu-check $streams --receivables=receivables.csv
END

round=0
while [ "$round" -lt "$rounds" ]; do
	round=$((round + 1))
	cat registration.csv visits.csv receivables.csv >/dev/null
	while read -r name command; do
		began=$(date +%s.%N)
		sh -c "$command" >"$work/out" 2>/dev/null </dev/null || echo "$name failed" >&2
		echo "$name $began $(date +%s.%N) $(wc -c <"$work/out")"
	done <commands
done >times

echo "$customers customers, $(cat registration.csv visits.csv receivables.csv | wc -c) bytes, $rounds rounds"
awk '
	!($1 in best) { order[++n] = $1 }
	{ t = $3 - $2; if (!($1 in best) || t < best[$1]) best[$1] = t; size[$1] = $4 }
	END {
		for (i = 1; i <= n; i++)
			printf "%-14s %8.3f s %8.1f x cat %12d bytes out\n", order[i], best[order[i]],
				best[order[i]] / best["cat"], size[order[i]]
	}' times
