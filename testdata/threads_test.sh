#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: threads_test.sh
# Threads, memory and the way of reading change no byte of what a filter prints: each runs with several of them on the sample
# and on a made-up company, with and without bad records, and must print what it prints with one thread. Then temporary
# files: none may stay, whatever ends the program. Ends with "threads: P passed, F failed". KEHU_BUILD: see environment.sh.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"
scratch=$(mktemp -d) || exit 2
full=
cleanup() {
	[ -z "$full" ] || umount "$full"
	rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 2' HUP INT TERM
cd "$scratch" || exit 2
passed=0 failed=0 skipped=0
unset KEHU_READER
TMPDIR=$scratch/tmp
export TMPDIR
mkdir tmp

# result WHAT STATUS: counts a check by the status of the command before it.
result() {
	if [ "$2" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'threads: FAIL %s\n' "$1"
	fi
}

# company FOLDER CUSTOMERS BAD: about one record in BAD is bad (0: none), in every way there is.
company() {
	mkdir "$1"
	awk -v folder="$1/" -v n="$2" -v bad="$3" '
	function dice(sides) {
		seed = (seed * 16807) % 2147483647
		return seed % sides
	}
	function day(year) { return sprintf("%d-%02d-%02d", year + dice(2), dice(12) + 1, dice(28) + 1) }
	function line(file, text) {
		if (bad && dice(bad) == 0)
			text = (dice(3) ? text ",more" : dice(2) ? text "\"x" : "\"x\"y" text)
		print text >(folder file)
	}
	BEGIN {
		seed = 42
		split("open lost revivable elsewhere deal unreachable closed", outcome, " ")
		split("visit call callback complaint revisit warning track deal other", kind, " ")
		split(",owner,unaware,knowing,helped,lapsed", basis, ",")
		print "customer,date,staff,name,phone,channel,register_no,personal_no,party,referrer,requested" >(folder "registration.csv")
		print "customer,date,staff,kind,outcome,reason,reported,fault,helper,basis" >(folder "visits.csv")
		print "customer,order,date,amount,contract_amount" >(folder "orders.csv")
		print "customer,date,kind,amount,doc,ref,tons" >(folder "receivables.csv")
		print "staff,role,joined,left" >(folder "staff.csv")
		for (i = 0; i < 40; i++)
			print "S" i "," (i % 3 ? "salesperson" : "showroom_manager") ",2020-01-01," >(folder "staff.csv")
		for (i = 0; i < 3 * n; i++) {
			c = "C" (i * 7919) % n
			line("registration.csv", c "," day(2023) " " 10 + dice(10) ":30,S" dice(40) \
				",\"客户, " c "\"," (dice(5) ? "1380000" dice(9999) : "") ",web," dice(3) "," dice(3) "," \
				(dice(8) ? "" : "P" dice(60)) "," (dice(6) ? "" : "C" dice(n)) "," (dice(8) ? "" : "S" dice(40)))
			line("orders.csv", c ",O" i "," day(2024) "," dice(100000) + 1 "." dice(90) + 10 "," (dice(2) ? "" : dice(300000) + 1))
			for (j = dice(6); j > 0; j--)
				line("visits.csv", c "," day(2024) ",S" dice(40) "," kind[dice(9) + 1] "," \
					outcome[dice(7) + 1] "," (dice(9) ? "" : "\"too\ndear\"") "," day(2024) "," \
					(dice(4) ? "" : "dispute false_data") "," (dice(5) ? "" : "S" dice(40)) "," \
					(dice(4) ? "" : basis[dice(6) + 1]))
			for (j = dice(5); j > 0; j--) {
				doc = bad && dice(bad) == 0 ? "D1" : "D" i "-" j
				line("receivables.csv", c "," day(2023) ",invoice," dice(100000) + 1 "." dice(90) + 10 "," doc ",," dice(50))
				if (dice(3))
					line("receivables.csv", c "," day(2024) "," (dice(6) ? "payment" : "writeoff") "," dice(90000) + 1 \
						",," (bad && dice(bad) == 0 ? "no-such-doc" : dice(2) ? doc : "") ",")
			}
		}
	}'
}

# The command lines, of the files in folder $1, options at their end.
commands() {
	streams="--registration=$1/registration.csv --visits=$1/visits.csv"
	cat <<END
kehu-join $streams --receivables=$1/receivables.csv
kehu-check $streams --receivables=$1/receivables.csv
kehu-check --by-line $streams --receivables=$1/receivables.csv
kehu-latefee $1/receivables.csv
kehu-latefee --all $1/receivables.csv
kehu-latefee --detail --calendar=china $1/receivables.csv
kehu-latefee --by-customer $1/receivables.csv
kehu-latefee --by-year $1/receivables.csv
kehu-lost --staff=$1/staff.csv $streams
kehu-lost --action=callback --action=correct $streams
kehu-fault --staff=$1/staff.csv $streams
kehu-grade facts.csv
kehu-credit grades.csv
kehu-credit --orders=$1/orders.csv grades.csv
kehu-credit --policy=rolling_credit --orders=$1/orders.csv --registration=$1/registration.csv --receivables=$1/receivables.csv
kehu-rebate --fees=fees.csv rebates.csv
kehu-age $1/receivables.csv
kehu-age --by-customer --all $1/receivables.csv
kehu-age --total $1/receivables.csv
kehu-dun --grades=grades.csv $1/receivables.csv
kehu-ledger --grades=grades.csv $1/receivables.csv
kehu-ledger --allocation --from=2024-06-01 $1/receivables.csv
kehu-owner --staff=$1/staff.csv $streams
kehu-owner --events $streams
kehu-owner --deals $streams
kehu-owner --policy=capacity.csv --staff=$1/staff.csv $streams
kehu-rota --staff=$1/staff.csv $streams
kehu-due --all --policy=crm $streams --receivables=$1/receivables.csv
kehu-due --policy=salesdept --grades=grades.csv --staff=$1/staff.csv $streams
kehu-due --rates --policy=callback $streams
kehu-due --faults --policy=archive --staff=$1/staff.csv $streams
kehu-lookup --policy=keyaccount --table=distributor --column=sales facts.csv
kehu-penalty --all --staff=$1/staff.csv faults.csv
kehu-penalty --summary faults.csv
END
}

# Whether the program of command line $1 groups records.
groups() {
	case $1 in
	kehu-grade* | kehu-lookup* | kehu-penalty*) return 1 ;;
	esac
}

# run FOLDER COMMAND: its output, messages, rejects and status in FOLDER.
run() {
	rm -rf "$1"
	mkdir "$1"
	rejects=
	case $2 in
	*--rejects*) rejects=rejects.csv ;;
	esac
	eval "$2" >"$1/out" 2>"$1/err" </dev/null
	echo $? >"$1/status"
	[ -z "$rejects" ] || [ ! -f "$rejects" ] || mv "$rejects" "$1/rejects"
}

# same COMMAND: with every setting the same as with one thread.
same() {
	run expected "$1 --threads=1"
	buffer=
	! groups "$1" || buffer=--buffer-size=64K
	for setting in '1 libcsv' '2 ' '3 ' '7 ' '2 portable:100' '3 avx2:64' '7 sse2:1000' '1 avx2:64'; do
		export KEHU_READER="${setting#* }"
		run found "$1 --threads=${setting%% *}"
		diff -r -q expected found >/dev/null
		result "$1 --threads=${setting%% *}, KEHU_READER=$KEHU_READER" $?
		[ -n "$buffer" ] || continue
		run found "$1 --threads=${setting%% *} $buffer"
		diff -r -q expected found >/dev/null
		result "$1 --threads=${setting%% *} $buffer, KEHU_READER=$KEHU_READER" $?
	done
	unset KEHU_READER
}

# Makes of the files in folder $1 what filters hand on.
hand_on() {
	kehu-join --registration="$1/registration.csv" --visits="$1/visits.csv" --receivables="$1/receivables.csv" \
		--as-of=2025-12-31 --rejects=/dev/null >facts.csv 2>/dev/null
	kehu-grade facts.csv >grades.csv
	kehu-latefee --by-year --as-of=2025-12-31 --rejects=/dev/null "$1/receivables.csv" >fees.csv 2>/dev/null
	sed -e 's/fee/rebate/' -e 's/\.[0-9]*$/.50/' fees.csv >rebates.csv
	kehu-fault --staff="$1/staff.csv" --registration="$1/registration.csv" --visits="$1/visits.csv" \
		--as-of=2025-12-31 --rejects=/dev/null >faults.csv 2>/dev/null
}

# All commands on the files of a folder, $2: options.
all_same() {
	hand_on "$1"
	if [ "$1" = bad ]; then
		sed -i '50s/$/,more/; 900s/^/"x"y/' facts.csv faults.csv grades.csv fees.csv rebates.csv
	fi
	commands "$1" >lines
	while IFS= read -r command; do
		same "$command --as-of=2025-12-31 $2"
	done <lines
}

printf 'rule,value\nowner.capacity,9\nowner.cooldown,20\nowner.limit,300\n' >capacity.csv
company good 500 0
company bad 500 30
cp -R "$here/sample" sample
all_same sample ''
all_same good ''
all_same bad ''
all_same bad --rejects=rejects.csv
[ -z "$(ls -A tmp)" ]
result 'temporary files are left' $?

# The output is not the same by being empty.
hand_on good
for command in join latefee lost fault credit rebate age dun ledger owner rota due; do
	commands good | grep "^kehu-$command" | head -n 1 >line
	run found "$(cat line) --as-of=2025-12-31"
	[ "$(wc -l <found/out)" -gt 100 ]
	result "kehu-$command prints too little of the made-up company" $?
done
run found 'kehu-check --receivables=bad/receivables.csv --as-of=2025-12-31'
grep -q 'is given twice' found/out && grep -q 'is no invoice of' found/out && grep -q 'after a closing quote' found/out
result 'the bad company has too few kinds of errors' $?

# --- input that ends early, after a bad record or before it

gzip -nc bad/receivables.csv | head -c 60000 >cut.csv.gz
gzip -nc good/receivables.csv | head -c 60000 >cut-good.csv.gz
same 'kehu-latefee cut.csv.gz --as-of=2025-12-31'
same 'kehu-latefee cut-good.csv.gz --as-of=2025-12-31'
grep -q 'truncated gzip' expected/err && [ "$(cat expected/status)" = 2 ]
result 'a truncated gzip is not told' $?
same 'kehu-latefee good/receivables.csv cut-good.csv.gz bad/receivables.csv --as-of=2025-12-31'
same 'cat bad/receivables.csv | kehu-latefee --rejects=rejects.csv --as-of=2025-12-31'
same 'cat bad/receivables.csv | kehu-check --receivables=- --as-of=2025-12-31'

# --- temporary files

# trouble WHAT PATTERN: a spilling run must end with one line that has PATTERN, and exit 2; with several threads, of which
# many may run into it at once, again and again.
trouble() {
	for threads in 1 2 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7; do
		run found "KEHU_READER=best:30000 kehu-latefee --as-of=2025-12-31 --buffer-size=64K --threads=$threads \
			good/receivables.csv good/receivables.csv good/receivables.csv"
		[ "$(cat found/status)" = 2 ] && [ "$(wc -l <found/err)" -eq 1 ] && grep -q -e "$2" found/err
		result "$1, $threads threads: $(head -n 3 found/err), exit status $(cat found/status)" $?
	done
}

TMPDIR=$scratch/nowhere
trouble 'a missing TMPDIR' '^kehu-latefee: .*/nowhere: No such file or directory$'
mkdir full
if mount -t tmpfs -o size=64k none full 2>/dev/null; then
	full=$scratch/full
	TMPDIR=$full
	trouble 'a full TMPDIR' '^kehu-latefee: .*/full: not enough space for temporary files$'
	[ -z "$(ls -A full)" ]
	result 'temporary files are left on the full disk' $?
else
	echo 'threads: a full TMPDIR needs a file system that can be mounted'
	skipped=$((skipped + 1))
fi
TMPDIR=$scratch/tmp

run found 'kehu-join --registration=bad/registration.csv --receivables=bad/receivables.csv --buffer-size=64K --threads=3'
[ "$(cat found/status)" = 2 ] && [ -z "$(ls -A tmp)" ]
result 'temporary files are left after a failure' $?

# In the middle: the program waits for the rest of a pipe with its temporary files open.
mkfifo pipe
for signal in TERM KILL HUP; do
	KEHU_READER=best:4096 kehu-latefee --as-of=2025-12-31 --buffer-size=64K --threads=3 pipe >out 2>err &
	filter=$!
	exec 3>pipe
	cat good/receivables.csv >&3
	sleep 0.3
	if [ -d "/proc/$filter/fd" ]; then
		# shellcheck disable=SC2010,SC2012
		ls -l "/proc/$filter/fd" | grep -q "$scratch/tmp.*deleted"
		result "$signal: there was no temporary file to leave" $?
	fi
	kill "-$signal" "$filter"
	exec 3>&-
	wait "$filter" 2>/dev/null
	[ $? -gt 128 ] && [ -z "$(ls -A tmp)" ]
	result "temporary files are left after SIG$signal" $?
done

echo "threads: $passed passed, $failed failed$([ "$skipped" -eq 0 ] || echo ", $skipped skipped")"
[ $failed -eq 0 ]
