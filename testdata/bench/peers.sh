#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: peers.sh PEER [WORK]
# Does one work item in another tool: duckdb, sort-awk, datamash or sqlite. Without WORK: exit 0 where the tool is installed,
# else a line that says what is missing, and 1. Exit 64: the tool cannot do this work.
# From the environment: DIR (the data), RECEIVABLES (the name of the file there), OUT (where the result goes), ASOF, YEARAGO,
# THREADS, TMPDIR, and BENCH_NPM or NODE_PATH for DuckDB's package.
set -eu -o pipefail
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
peer=$1 work=${2:-}

need() {
	for tool; do
		command -v "$tool" >/dev/null || { echo "$tool is not installed"; exit 1; }
	done
}

by() { # KEY...: GNU sort of lines with commas
	keys=
	for key; do keys="$keys -k$key,$key"; done
	# shellcheck disable=SC2086
	sort --parallel="$THREADS" -S 25% -t, $keys
}

awk_with() { # FILE.awk ARGUMENT...: of peers/, after days.awk
	script=$1
	shift
	"$awk" -v asof="$ASOF" -f "$here/peers/days.awk" -f "$here/peers/$script" "$@"
}

records() { # FILE: without its header
	case $1 in
	*.gz) gzip -dc "$DIR/$1" | tail -n +2 ;;
	*) tail -n +2 "$DIR/$1" ;;
	esac | case $DIR in
	*-crlf) tr -d '\r' ;;
	*) cat ;;
	esac
}

w1_header=customer,doc,received,due,amount,settled,outstanding,overdue_days,fee

peer_duckdb() {
	need node
	if [ -z "$work" ]; then
		node "$here/peers/duckdb.mjs" 2>/dev/null ||
			{ echo "the npm package @duckdb/node-api is not there (BENCH_NPM or NODE_PATH names its folder)"; exit 1; }
		return
	fi
	case $work in
	w1a | gzip) set -- w1a.sql w1.sql ;;
	w1b) set -- w1b.sql w1.sql ;;
	w2 | w3 | w4) set -- "$work.sql" ;;
	*) exit 64 ;;
	esac
	cd "$here/peers"
	exec node duckdb.mjs tables.sql "$@"
}

# Since when each call-back is open.
# shellcheck disable=SC2016
callbacks() {
	"$awk" -F, -v OFS=, -v asof="$ASOF" '
		NR == 1 || $2 > asof { next }
		$4 == "callback" ? $5 != "unreachable" : $4 == "deal" || $5 == "deal" || $5 == "revived" { print $1, $2, "c"; next }
		$4 != "callback" && $5 == "lost" { print $1, $2, "o" }' "$DIR/visits.csv" | by 1 2 |
		"$awk" -F, -v OFS=, '
		$1 != customer { if (since != "") print customer, since; customer = $1; since = "" }
		$3 == "c" { since = "" }
		$3 == "o" && since == "" { since = $2 }
		END { if (since != "") print customer, since }'
}

peer_sort_awk() {
	awk=mawk
	command -v mawk >/dev/null || ! command -v gawk >/dev/null || awk=gawk
	need sort $awk
	case $work in
	'') ;;
	w1a | gzip) { echo $w1_header; records "$RECEIVABLES" | by 1 2 5 | awk_with w1.awk -v by_ref=1; } >"$OUT" ;;
	w1b) { echo $w1_header; records "$RECEIVABLES" | by 1 2 5 | awk_with w1.awk; } >"$OUT" ;;
	w3)
		callbacks >"$TMPDIR/since.csv"
		{ echo customer,name,action,assignee,since,due,overdue_days
		awk_with w3.awk "$TMPDIR/since.csv" "$DIR/registration.csv" | by 1; } >"$OUT"
		rm "$TMPDIR/since.csv"
		;;
	w4) { echo person,role,date,customer,code,nth,amount,factor,charge,source
		records faults.csv | by 2 1 4 6 | awk_with w4.awk | by 1 2 3 5 4 10; } >"$OUT" ;;
	*) exit 64 ;;
	esac
}

# Sorts and joins the invoices and their settlements; datamash sums up. Lines are customer,doc|day|fen here.
peer_datamash() {
	awk=mawk
	need sort join datamash mawk
	case $work in
	'') return ;;
	w1a) ;;
	*) exit 64 ;;
	esac
	for kind in invoices settlements; do
		records "$RECEIVABLES" | awk_with split.awk -v kind=$kind | sort --parallel="$THREADS" -S 25% -t '|' -k1,1 \
			>"$TMPDIR/$kind"
	done
	join -t '|' "$TMPDIR/settlements" "$TMPDIR/invoices" |
		mawk -F'|' -v OFS='|' '{ days = $2 - $4 - 50; printf "%s|%d|%s|%.0f\n", $1, $2, $3, (days > 0 ? days * $3 : 0) }' |
		datamash --format='%.0f' -t '|' -g 1 sum 3 max 2 sum 4 >"$TMPDIR/sums"
	{ echo $w1_header
	join -t '|' -a 1 "$TMPDIR/invoices" "$TMPDIR/sums" | awk_with fees.awk | by 1 4 2; } >"$OUT"
	rm "$TMPDIR/invoices" "$TMPDIR/settlements" "$TMPDIR/sums"
}

peer_sqlite() {
	need sqlite3
	case $work in
	'') return ;;
	w1a) file=$RECEIVABLES table=receivables ;;
	w4) file=faults.csv table=faults ;;
	*) exit 64 ;;
	esac
	{
		printf '.import --csv %s %s\n.mode list\n.separator ,\n.headers on\n.output %s\n' "$DIR/$file" $table "$OUT"
		sed "s/\$ASOF/$ASOF/g" "$here/peers/sqlite-$work.sql"
	} | sqlite3 :memory:
}

case $peer in
duckdb) peer_duckdb ;;
sort-awk) peer_sort_awk ;;
datamash) peer_datamash ;;
sqlite) peer_sqlite ;;
*) echo "there is no such peer"; exit 1 ;;
esac
