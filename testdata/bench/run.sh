#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: run.sh [-s SIZES] [-w WORKS] [-p PEERS] [-n ROUNDS] [-t THREADS] [-k OPTIONS] [-o ORDER] [-q PERCENT] [-c]
#        [-e | -f | -m] [-d N]
# Times the filters beside other tools on a made-up company (generate.c), with the same bytes out. Called by make bench
# BENCH_ARGS='...', which sets KEHU_BUILD, the folder with the programs and bench/generate.
#
#   -s  sizes: S, M, XL, one, single, open (generate --help), each also as SIZE:COUNT; default S
#   -w  work items (default: all):
#       w1a      late fees by reference: kehu-latefee
#       w1b      late fees oldest first: the same without references
#       w2       facts and grades: kehu-join | kehu-grade
#       w3       open call-backs: kehu-lost --action=callback
#       w4       penalties: kehu-penalty (compared: lines that charge something)
#       gzip     w1a from receivables.csv.gz
#       nightly  kehu-nightly; no other tool
#   -p  peers: duckdb (every work item), sort-awk (all but w2), datamash (w1a), sqlite (w1a, w4), or none; default: all. What is
#       not installed is skipped.
#   -n  rounds (default 3); the tools take turns within a round, so that a slow minute of the machine falls on all of them
#   -t  threads: --threads=N for the filters (default: nothing is said to them), and for the peers (default: every core)
#   -k  more options for the filters, such as --sorted
#   -o ORDER, -q PERCENT, -c  data in another order, with more quoted names, with CR LF (generate's options)
#   -e  even cost: no peers; nanoseconds per row of w1a and w1b (or -w) on S, M, one, single and open (and on -s), beside M's.
#   -d  sizes are this many times smaller
#   -f  filters: no peers; those over visits beside kehu-lost, those over receivables beside kehu-latefee
#   -m  memory: no peers; w1b with --buffer-size=256M under ulimit -v 524288, beside the unlimited run
#
# Inputs are read into the page cache first; outputs are real files; processes are timed from outside, start included. seconds
# is the median, min the fastest round, MiB the peak of the largest single process (of a pipe the sum is higher). Columns that
# the peers leave out are cut off before outputs are compared. Exit status: 1 where one differs or a command failed.
# Files go to ${BENCH_DIR:-${TMPDIR:-/tmp}/kehu-bench-own}; data that is there is used again. M takes 2 GB and 20 seconds to
# make, XL 10 GB.
set -u
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
build=${KEHU_BUILD:?set it, or call make bench}
folder=${BENCH_DIR:-${TMPDIR:-/tmp}/kehu-bench-own}
export PATH=$build:$PATH ASOF=2025-12-31 YEARAGO=2024-12-31 DIR OUT RECEIVABLES THREADS
sizes='' works='' more_options='' peers=duckdb,sort-awk,datamash,sqlite rounds=3 threads='' mode=peers divisor=1
data_options=() data_name=''

usage() {
	sed -n '3,/^set -u/s/^# \{0,1\}//p' "$0" >&2
	exit 2
}

while getopts s:w:p:n:t:k:o:q:d:cefm option; do
	case $option in
	s) sizes=$OPTARG ;;
	w) works=$OPTARG ;;
	p) peers=$OPTARG ;;
	n) rounds=$OPTARG ;;
	t) threads=$OPTARG ;;
	k) more_options=$OPTARG ;;
	o) data_options+=("--order=$OPTARG") data_name+=-$OPTARG ;;
	q) data_options+=("--quoted=$OPTARG") data_name+=-quoted$OPTARG ;;
	c) data_options+=(--crlf) data_name+=-crlf ;;
	d) divisor=$OPTARG ;;
	e) mode=even ;;
	f) mode=filters ;;
	m) mode=memory ;;
	*) usage ;;
	esac
done
[ $OPTIND -gt $# ] || usage
for number in "$rounds" "${threads:-1}" "$divisor"; do
	[[ $number =~ ^[1-9][0-9]*$ ]] || usage
done
THREADS=${threads:-$(nproc)}

fail() {
	echo "run.sh: $*" >&2
	exit 2
}

mkdir -p "$folder/data" || exit 2
run=$(mktemp -d "$folder/run.XXXXXX") || exit 2
trap 'rm -rf "$run"' EXIT
trap 'exit 2' HUP INT TERM
export TMPDIR=$run

# --- data

count_of() { # SIZE[:COUNT]: by default generate's own counts, divided by -d
	case $1 in
	*:*) echo "${1#*:}"; return ;;
	S) echo $((10000 / divisor)) ;;
	M) echo $((1000000 / divisor)) ;;
	XL | one | single) echo $((5000000 / divisor)) ;;
	open) echo $((100000 / divisor)) ;;
	*) fail "there is no size $1" ;;
	esac
}

# SIZE: sets DIR to its data, made first where it is not there or another generator made it.
data() {
	local count made_by
	count=$(count_of "$1") || exit 2
	made_by=$(cksum <"$here/generate.c")
	DIR=$folder/data/${1%:*}-$count$data_name
	[ "$(cat "$DIR/made-by" 2>/dev/null)" != "$made_by" ] || return
	echo "making $DIR" >&2
	rm -rf "$DIR"
	if ! { mkdir "$run/data" &&
		"$build/bench/generate" --count="$count" "${data_options[@]}" "${1%:*}" "$run/data" >"$run/data/rows" &&
		echo "$made_by" >"$run/data/made-by" && mv "$run/data" "$DIR"; }; then
		fail "cannot make $DIR"
	fi
}

# Sets inputs and RECEIVABLES for WORK, and makes what it needs beyond data.
inputs_of() {
	RECEIVABLES=receivables.csv
	case $1 in
	w1a) inputs=(receivables.csv) ;;
	w1b) RECEIVABLES=receivables-fifo.csv inputs=(receivables-fifo.csv) ;;
	w2 | nightly) inputs=(registration.csv visits.csv receivables.csv) ;;
	w3) inputs=(registration.csv visits.csv) ;;
	w4) inputs=(faults.csv) ;;
	gzip)
		# In a folder of its own: kehu-nightly does not want two files of one stream.
		RECEIVABLES=gzip/receivables.csv.gz inputs=(gzip/receivables.csv.gz)
		[ -f "$DIR/$RECEIVABLES" ] || { mkdir -p "$DIR/gzip" && gzip -1c "$DIR/receivables.csv" >"$run/gz" &&
			mv "$run/gz" "$DIR/$RECEIVABLES"; } || fail "cannot make $DIR/$RECEIVABLES"
		;;
	*) fail "there is no work item $1" ;;
	esac
}

rows_of_inputs() {
	local name sum=0
	for name in "${inputs[@]}"; do
		name=${name#gzip/} name=${name%.gz}
		sum=$((sum + $(sed -n "s/^$name,\([0-9]*\),.*/\1/p" "$DIR/rows")))
	done
	echo $sum
}

# --- commands

# WORK [OPTION]...: what sh runs; the result goes to $OUT.
kehu_command() {
	local work=$1 options="--as-of=$ASOF${threads:+ --threads=$threads}" streams
	shift
	options+="${more_options:+ $more_options}${*:+ $*}"
	streams="--registration=\"\$DIR/registration.csv\" --visits=\"\$DIR/visits.csv\""
	case $work in
	w1a | w1b | gzip) echo "exec kehu-latefee $options \"\$DIR/\$RECEIVABLES\" >\"\$OUT\"" ;;
	w2) echo "kehu-join $options $streams --receivables=\"\$DIR/receivables.csv\" | kehu-grade $options >\"\$OUT\"" ;;
	w3) echo "exec kehu-lost --action=callback $options $streams >\"\$OUT\"" ;;
	w4) echo "exec kehu-penalty $options \"\$DIR/faults.csv\" >\"\$OUT\"" ;;
	nightly) echo "kehu-nightly --as-of=$ASOF \"\$DIR\" \"\$OUT.nights\" && cat \"\$OUT.nights/$ASOF\"/*.csv >\"\$OUT\"" ;;
	esac
}

# Of the filters' output what the peers print too.
cut_to_peers() {
	case $1 in
	w1a | w1b | gzip) cut -d, -f1-9 ;;
	w2) sed 's/,[^,]*$//' ;;
	w3) sed -n '1s/,reason,clause$//p; s/\(,callback,callback_specialist,[^,]*,[^,]*,[^,]*\),.*/\1/p' ;;
	w4) awk -F, -v OFS=, '$9 != "0.00" { print $1, $2, $3, $4, $5, $6, $7, $8, $9, $11 }' ;;
	*) cat ;;
	esac
}

# --- measuring: of the work item at hand, by tool

names=() commands=()
declare -A seconds mib sum failed
differences=0

tool() { # NAME COMMAND
	names+=("$1")
	commands+=("$2")
}

# WORK I: runs tool I once and notes what it took.
run_once() {
	local began ended status name=${names[$2]} time=()
	OUT=$run/out
	[ ! -x /usr/bin/time ] || time=(/usr/bin/time -o "$run/time" -f %M)
	began=${EPOCHREALTIME/./}
	"${time[@]}" sh -c "${commands[$2]}" >"$run/log" 2>&1 </dev/null
	status=$?
	ended=${EPOCHREALTIME/./}
	if [ $status -ne 0 ]; then
		failed[$name]="failed ($status): $(grep -m 1 -E 'kehu-|[Ee]rror' "$run/log" || tail -n 1 "$run/log")"
		if [ $status -eq 64 ]; then failed[$name]=cannot; else differences=1; fi
	else
		seconds[$name]+=" $((ended - began))"
		mib[$name]+=" $(($(tail -n 1 "$run/time" 2>/dev/null || echo 0) / 1024))"
		if [ -z "${sum[$name]-}" ]; then
			case $name in
			kehu*) sum[$name]=$(cut_to_peers "$1" <"$OUT" | cksum | tr ' ' -) ;;
			*) sum[$name]=$(cksum <"$OUT" | tr ' ' -) ;;
			esac
		fi
	fi
	rm -rf "$OUT" "$OUT.nights" "$run/time"
}

measure() { # WORK
	local round i
	seconds=() mib=() sum=() failed=()
	for ((round = 0; round < rounds; round++)); do
		for i in "${!names[@]}"; do
			[ -z "${failed[${names[i]}]-}" ] || continue
			(cd "$DIR" && cat "${inputs[@]}") >/dev/null
			run_once "$1" "$i"
		done
	done
}

median() { # NUMBER...
	printf '%s\n' "$@" | sort -n | awk '{ a[NR] = $1 } END { print (a[int((NR + 1) / 2)] + a[int(NR / 2) + 1]) / 2 }'
}

least() {
	printf '%s\n' "$@" | sort -n | head -n 1
}

header() {
	printf '%-8s %-8s %-10s %9s %9s %6s %7s %7s  %s\n' size work tool seconds min MiB ratio 'by min' output
}

report() { # SIZE WORK: a line for each tool; ratios to the first one
	local name same first=${names[0]}
	for name in "${names[@]}"; do
		if [ "${failed[$name]-}" = cannot ]; then
			continue
		elif [ -n "${failed[$name]-}" ]; then
			printf '%-8s %-8s %-10s %s\n' "$1" "$2" "$name" "${failed[$name]}"
			continue
		fi
		same=${sum[$first]-}
		if [ "$name" != "$first" ] && [ "$same" = "${sum[$name]}" ]; then
			same='the same'
		elif [ "$name" != "$first" ] && [ -n "$same" ]; then
			same="DIFFERENT: ${sum[$name]}" differences=1
		else
			same=${sum[$name]}
		fi
		# shellcheck disable=SC2086
		awk -v name="$1 $2 $name" -v median="$(median ${seconds[$name]})" -v min="$(least ${seconds[$name]})" \
			-v first="$(median ${seconds[$first]-0})" -v first_min="$(least ${seconds[$first]-0})" \
			-v mib="$(median ${mib[$name]})" -v same="$same" 'BEGIN {
			split(name, part, " ")
			printf "%-8s %-8s %-10s %9.3f %9.3f %6d", part[1], part[2], part[3], median / 1e6, min / 1e6, mib
			if (first > 0) printf " %6.2fx %6.2fx", median / first, min / first_min
			else printf " %7s %7s", "-", "-"
			print "  " same
		}'
	done
}

# --- modes

# What the peers do not do as the filters do: a posting of one day that counts as the newest, a settlement without ref in the
# work by reference; or what is empty.
no_peers() { # SIZE WORK
	case ${1%:*}-$2 in
	*-nightly | one-w2 | open-w1a | open-gzip | open-w[234]) return 0 ;;
	*) return 1 ;;
	esac
}

run_peers() {
	local size work peer reason present=()
	[ "$peers" = none ] || for peer in ${peers//,/ }; do
		if reason=$("$here/peers.sh" "$peer"); then
			present+=("$peer")
		else
			echo "$peer is skipped: $reason"
		fi
	done
	header
	for size in ${sizes//,/ }; do
		data "$size"
		for work in ${works//,/ }; do
			inputs_of "$work"
			names=() commands=()
			tool kehu "$(kehu_command "$work")"
			no_peers "$size" "$work" || for peer in "${present[@]}"; do
				tool "$peer" "exec '$here/peers.sh' $peer $work"
			done
			measure "$work"
			report "$size" "$work"
		done
	done
}

# Sizes are measured in turn, so that a slow minute falls on all of them.
run_even() {
	local size work round name
	declare -A rows=() taken=()
	printf '%-8s %-12s %10s %9s %10s %7s\n' work size rows seconds 'ns a row' 'to M'
	for work in ${works//,/ }; do
		rows=() taken=()
		for ((round = 0; round < rounds; round++)); do
			for size in ${sizes//,/ }; do
				data "$size"
				inputs_of "$work"
				rows[$size]=$(rows_of_inputs)
				names=(kehu) commands=("$(kehu_command "$work")") seconds=() mib=() failed=()
				sum=([kehu]=unused)
				(cd "$DIR" && cat "${inputs[@]}") >/dev/null
				run_once "$work" 0
				[ -z "${failed[kehu]-}" ] || fail "$size $work: ${failed[kehu]}"
				taken[$size]+=${seconds[kehu]}
			done
		done
		for size in ${sizes//,/ }; do
			# shellcheck disable=SC2086
			echo "$work $size ${rows[$size]} $(least ${taken[$size]}) $(least ${taken[M]}) ${rows[M]}"
		done | awk '$3 > 0 {
			ns = $4 * 1000 / $3
			printf "%-8s %-12s %10d %9.3f %10.1f %6.2fx\n", $1, $2, $3, $4 / 1e6, ns, ns / ($5 * 1000 / $6)
		}'
	done
}

# What the filters read beside the streams, made once.
more_data() {
	local options=--as-of=$ASOF
	[ ! -f "$DIR/fees.csv" ] || return
	{ echo staff,role && sed 1d "$DIR/registration.csv" | cut -d, -f3 | sort -u | sed 's/$/,salesperson/'; } >"$DIR/staff.csv" &&
		kehu-join $options --registration="$DIR/registration.csv" --visits="$DIR/visits.csv" \
			--receivables="$DIR/receivables.csv" | kehu-grade $options >"$DIR/grades.csv" &&
		echo customer,year,rebate >"$DIR/rebates.csv" &&
		kehu-latefee --by-year $options "$DIR/receivables.csv" >"$run/fees" && mv "$run/fees" "$DIR/fees.csv" ||
		fail "cannot make $DIR/fees.csv"
}

# FILTER...: the first is what the others are set beside.
compare_filters() { # SIZE FILTER...
	local size=$1 filter
	names=() commands=()
	shift
	for filter; do
		tool "${filter%% \"*}" "exec kehu-$filter --as-of=$ASOF${threads:+ --threads=$threads}${more_options:+ $more_options} >\"\$OUT\""
	done
	measure -
	for filter in "${names[@]}"; do
		if [ -n "${failed[$filter]-}" ]; then
			printf '%-8s %-32s %s\n' "$size" "$filter" "${failed[$filter]}"
			continue
		fi
		# shellcheck disable=SC2086
		awk -v size="$size" -v name="$filter" -v min="$(least ${seconds[$filter]})" -v first="$(least ${seconds[${names[0]}]-0})" \
			-v mib="$(median ${mib[$filter]})" 'BEGIN {
			printf "%-8s %-32s %9.3f %6d %6.2fx\n", size, name, min / 1e6, mib, (first > 0 ? min / first : 0)
		}'
	done
}

run_filters() {
	local size streams='"--registration=$DIR/registration.csv" "--visits=$DIR/visits.csv"'
	printf '%-8s %-32s %9s %6s %7s\n' size filter min MiB ratio
	for size in ${sizes//,/ }; do
		data "$size"
		more_data
		inputs=(registration.csv visits.csv)
		compare_filters "$size" "lost $streams" "owner $streams" "owner --events $streams" "owner --deals $streams" \
			"owner --policy=realty $streams" "rota $streams \"--staff=\$DIR/staff.csv\"" "due --policy=crm $streams" \
			"due --policy=salesdept $streams \"--grades=\$DIR/grades.csv\" \"--staff=\$DIR/staff.csv\"" \
			"due --faults --policy=archive $streams"
		inputs=(receivables.csv grades.csv)
		compare_filters "$size" 'latefee "$DIR/receivables.csv"' 'age "$DIR/receivables.csv"' \
			'age --by-customer "$DIR/receivables.csv"' 'dun --grades="$DIR/grades.csv" "$DIR/receivables.csv"' \
			'ledger --grades="$DIR/grades.csv" "$DIR/receivables.csv"' 'ledger --allocation "$DIR/receivables.csv"' \
			'credit "$DIR/grades.csv"' 'rebate --fees="$DIR/fees.csv" "$DIR/rebates.csv"'
	done
}

run_memory() {
	local size limited
	kehu-latefee --help | grep -q -e --buffer-size || fail "kehu-latefee has no --buffer-size"
	header
	for size in ${sizes//,/ }; do
		data "$size"
		inputs_of w1b
		limited=$(kehu_command w1b --buffer-size=256M)
		names=() commands=()
		tool kehu "$(kehu_command w1b)"
		tool kehu-256M "ulimit -v 524288; $limited"
		measure w1b
		report "$size" w1b
		# shellcheck disable=SC2086
		rows_of_inputs | awk -v all="$(least ${seconds[kehu]-0})" -v few="$(least ${seconds[kehu-256M]-0})" '$1 > 0 {
			printf "a row: %.1f ns, limited %.1f ns\n", all * 1000 / $1, few * 1000 / $1 }'
	done
}

case $mode in
peers)
	sizes=${sizes:-S} works=${works:-w1a,w1b,w2,w3,w4,gzip,nightly}
	run_peers
	;;
even)
	more=
	for size in ${sizes//,/ }; do
		case $size in
		S | M | one | single | open) ;;
		*) more+=,$size ;;
		esac
	done
	sizes=S,M,one,single,open$more works=${works:-w1a,w1b}
	run_even
	;;
filters)
	sizes=${sizes:-S}
	run_filters
	;;
memory)
	sizes=${sizes:-S}
	run_memory
	;;
esac
exit $differences
