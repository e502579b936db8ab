#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: nightly_test.sh [KILLS]
# Runs kehu-nightly and hurts it: SIGKILL at random moments (60, or KILLS), two at once, changing inputs, full disks. Ends
# with "nightly: P passed, F failed". KEHU_BUILD: see environment.sh. SEED: another row of moments.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"
kills=${1:-60}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
cd "$scratch" || exit 2
passed=0 failed=0

# result WHAT STATUS: counts a check by the status of the command before it.
result() {
	if [ "$2" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'nightly: FAIL %s\n' "$1"
		[ ! -s log ] || sed 's/^/    /' log
	fi
}

# night ARGUMENT...: a run with the log kept; its status is the result.
night() {
	kehu-nightly "$@" >stdout 2>log </dev/null
}

# ends STATUS WHAT ARGUMENT...: a run that must end so, and print nothing on standard output.
ends() {
	want=$1 what=$2
	shift 2
	night "$@"
	got=$?
	[ "$got" -eq "$want" ] && [ ! -s stdout ]
	result "$what: exit status $got, not $want, or something on standard output" $?
}

# The sums of all files of a folder.
sums() {
	(cd "$1" && find . -type f -exec sha256sum {} + | LC_ALL=C sort)
}

# Whether a night holds just the files of a night, and these what its MANIFEST says.
whole() {
	[ "$(ls -A "$1" | tr '\n' ' ')" = "MANIFEST ageing.csv commission.csv credit.csv due.csv dunning.csv facts.csv \
faults.csv followup.csv grades.csv latefee.csv ledger.csv owners.csv penalty.csv rebate.csv rejects.csv " ] &&
		awk -F, '$1 == "output" { print $5 "  " $2 }' "$1/MANIFEST" >expected &&
		[ "$(wc -l <expected)" -eq 15 ] && (cd "$1" && sha256sum --quiet -c) <expected
}

# A company of 40 customers; $1: a folder, $2: a number that every amount ends in, $3: customers.
company() {
	mkdir -p "$1"
	awk -v folder="$1" -v mark="$2" -v n="${3:-40}" 'BEGIN {
		print "customer,date,staff,name,phone" >(folder "/registration.csv")
		print "customer,date,staff,kind,outcome,reported,fault" >(folder "/visits.csv")
		print "customer,date,kind,amount,doc" >(folder "/receivables.csv")
		for (i = 1; i <= n; i++) {
			printf "C%d,2024-02-%02d,S%d,\"Name, %d\",1%d\n", i, i % 28 + 1, i % 3, i, i >(folder "/registration.csv")
			printf "C%d,2025-12-%02d,S%d,%s,%s,2025-12-31,%s\n", i, i % 30 + 1, i % 3, i % 2 ? "visit" : "warning", \
				i % 5 ? "open" : "lost", i % 7 ? "" : "dispute" >(folder "/visits.csv")
			printf "C%d,2025-03-%02d,invoice,%d.%02d,D%d\n", i, i % 28 + 1, i * 1000, mark, i >(folder "/receivables.csv")
			printf "C%d,2025-09-%02d,payment,%d.%02d,\n", i, i % 28 + 1, i * 500, mark >(folder "/receivables.csv")
		}
	}'
}

published_nights() {
	company first 1
	ends 0 'a clean night' --as-of=2025-12-31 first nights
	whole nights/2025-12-31
	result 'the night is whole' $?
	[ "$(readlink nights/latest)" = 2025-12-31 ]
	result 'latest points at the night' $?
	[ "$(ls -A nights | tr '\n' ' ')" = '.lock 2025-12-31 latest ' ]
	result 'nothing else is left' $?
	grep -q -E '^kehu-nightly: join: 40 rows, [0-9]+\.[0-9][0-9] s$' log
	result 'a step is logged with rows and seconds' $?
	for step in join grade latefee lost fault penalty inputs manifest; do
		grep -q -E "^kehu-nightly: $step: [0-9]+ rows?, [0-9]+\.[0-9]+ s\$" log || echo "$step"
	done >missing
	[ ! -s missing ]
	result "steps not logged: $(cat missing)" $?
	cp -R nights/2025-12-31 kept
	ends 0 'the same night again' --as-of=2025-12-31 first nights
	diff -r kept nights/2025-12-31
	result 'a night made again is the same bytes' $?
	ends 0 'the date in another form' --as-of=2025/12/31 first nights
	diff -r kept nights/2025-12-31
	result 'the form of the date changes nothing' $?
	ends 0 'the night before' --as-of=20251230 first nights
	[ "$(readlink nights/latest)" = 2025-12-30 ] && whole nights/2025-12-30
	result 'latest follows' $?
	ends 0 'today' first nights
	whole "nights/$(date +%Y-%m-%d)" || whole "nights/$(date -d yesterday +%Y-%m-%d)"
	result 'no --as-of means today' $?
	ends 0 'a folder with spaces' --as-of=2025-12-31 first 'more nights/of all/'
	diff -r kept 'more nights/of all/latest/'
	result 'the name of OUTDIR changes nothing' $?
	cp -R first ./-in
	ends 0 'names that begin with a dash' --as-of=2025-12-31 -- -in -out
	diff -r kept ./-out/2025-12-31
	result 'operands after --' $?
}

# The outputs of two nights, without the MANIFEST that names the inputs.
same_outputs() {
	diff -r -x MANIFEST "$1" "$2"
}

inputs() {
	cp -R first packed
	gzip packed/visits.csv packed/receivables.csv
	ends 0 'compressed inputs' --as-of=2025-12-31 packed packed.nights
	same_outputs kept packed.nights/latest/
	result 'compressed inputs give the same outputs' $?
	grep -q '^input,visits.csv.gz,40,' packed.nights/latest/MANIFEST
	result 'the MANIFEST names the compressed file' $?
	gzip -k packed/registration.csv
	ends 2 'a stream that is there twice' --as-of=2025-12-31 packed twice
	[ ! -e twice ]
	result 'OUTDIR is not even made' $?
	for stream in registration visits receivables; do
		cp -R first missing.$stream
		rm missing.$stream/$stream.csv
		ends 2 "no $stream" --as-of=2025-12-31 missing.$stream nights
		grep -q "^kehu-nightly: missing.$stream/$stream.csv: No such file or directory\$" log
		result "no $stream: the message" $?
	done
	cp -R first broken
	head -c 100 packed/visits.csv.gz >broken/visits.csv
	ends 2 'a truncated gzip' --as-of=2025-12-31 broken nights
	grep -q '^kehu-join: broken/visits.csv: truncated gzip$' log
	result 'a truncated gzip: the message' $?
	mv broken/visits.csv broken/visits.csv.gz
	ends 2 'a truncated .csv.gz' --as-of=2025-12-31 broken nights
	grep -q '^kehu-join: visits.csv: truncated gzip$' log
	result 'a truncated .csv.gz: the message' $?
	{ head -c 100 packed/visits.csv.gz; printf broken; tail -c +107 packed/visits.csv.gz; } >broken/visits.csv.gz
	ends 2 'a corrupt .csv.gz' --as-of=2025-12-31 broken nights
	grep -q '^kehu-join: visits.csv: corrupt gzip' log
	result 'a corrupt .csv.gz: the message' $?
	with_program gzip <<-'END'
		#!/bin/sh
		printf 'customer,date\n'
		echo 'gzip: No space left on device' >&2
		exit 1
	END
	rm packed/registration.csv.gz
	programs/kehu-nightly --as-of=2025-12-31 packed unpacked.nights >stdout 2>log </dev/null
	[ $? -eq 0 ] && ! grep -q gzip log && diff -r packed.nights/latest/ unpacked.nights/latest/
	result 'no room to inflate: the filters do' $?
	cp -R first nokind
	sed 's/kind/sort/' first/visits.csv >nokind/visits.csv
	ends 2 'a column missing' --as-of=2025-12-31 nokind nights
	grep -q 'no column kind' log
	result 'a column missing: the message' $?
	diff -r kept nights/2025-12-31
	result 'nothing of this touched the published night' $?
	[ -z "$(find nights -name '.new.*')" ]
	result 'no scratch folder is left' $?
}

with_rejects() {
	cp -R first bad
	printf 'C1,2025-01-01,payment,"12,5",\nC1,2025-01-02\n' >>bad/receivables.csv
	printf 'C1,2025-13-01,S1,visit,,,\n' >>bad/visits.csv
	ends 1 'bad records' --as-of=2025-12-31 bad bad.nights
	whole bad.nights/latest/
	result 'bad records: the night is whole' $?
	cat >expected <<-'END'
		file,line,column,value,reason,record
		visits.csv,42,date,2025-13-01,is not a date,"C1,2025-13-01,S1,visit,,,"
		receivables.csv,82,amount,"12,5",is not an amount,"C1,2025-01-01,payment,""12,5"","
		receivables.csv,83,,,2 fields where the header has 5,"C1,2025-01-02"
	END
	diff expected bad.nights/latest/rejects.csv
	result 'rejects.csv holds each bad record once' $?
	kehu-check --by-line --as-of=2025-12-31 --registration=bad/registration.csv --visits=bad/visits.csv \
		--receivables=bad/receivables.csv 2>/dev/null | diff - bad.nights/latest/rejects.csv
	result 'rejects.csv is what kehu-check prints' $?
	[ "$(grep 'set aside' log)" = 'kehu-join: 3 records set aside in rejects.csv' ]
	result 'the log counts the bad records once' $?
	diff -r -x rejects.csv -x MANIFEST kept bad.nights/latest/
	result 'bad records change nothing else' $?
}

# Orders, some of them bad; with rolling credit kehu-credit reads registrations and receivables too, whose rejects are known.
orders() {
	cp -R bad ordered
	cat >ordered/orders.csv <<-'END'
		customer,order,date,amount,contract_amount
		C1,O1,2025-12-30,5000,90000
		C1,O1,2025-12-30,7000,90000
		C99,O2,2025-12-30,1,
		C2,"O
		3",2025-12-31,x,
	END
	printf 'C3,2025-01-01,payment,"1\n2",\n' >>ordered/receivables.csv
	cat >orders.expected <<-'END'
		visits.csv,42,date,2025-13-01,is not a date,"C1,2025-13-01,S1,visit,,,"
		receivables.csv,82,amount,"12,5",is not an amount,"C1,2025-01-01,payment,""12,5"","
		receivables.csv,83,,,2 fields where the header has 5,"C1,2025-01-02"
		receivables.csv,84,amount,"1
		2",is not an amount,"C3,2025-01-01,payment,""1
		2"","
		orders.csv,3,order,O1,is given twice (first in orders.csv:2),"C1,O1,2025-12-30,7000,90000"
		orders.csv,4,customer,C99,is not in the grades,"C99,O2,2025-12-30,1,"
		orders.csv,5,amount,x,is not an amount,"C2,""O
		3"",2025-12-31,x,"
	END
	ends 1 'orders' --as-of=2025-12-31 ordered ordered.nights
	whole ordered.nights/latest/
	result 'orders: the night is whole' $?
	sed 1d ordered.nights/latest/rejects.csv | diff orders.expected -
	result 'bad orders stand behind the rejects of the streams' $?
	[ "$(cut -d, -f1-3,7 ordered.nights/latest/credit.csv | tr '\n' ' ')" = 'customer,order,date,amount C1,O1,2025-12-30,5000.00 ' ]
	result 'credit.csv has the good order' $?
	grep -q '^input,orders.csv,4,' ordered.nights/latest/MANIFEST
	result 'the MANIFEST lists the orders' $?
	cp -R ordered.nights/2025-12-31 ordered.kept
	gzip ordered/orders.csv
	ends 1 'compressed orders' --as-of=2025-12-31 ordered ordered.nights
	same_outputs ordered.kept ordered.nights/2025-12-31
	result 'compressed orders: the same' $?
	printf 'rule,value\ncredit.rolling_days,30\n' >rolling.csv
	ends 1 'orders under rolling credit' --as-of=2025-12-31 --policy=./rolling.csv ordered ordered.nights
	grep -v ',C99,' orders.expected >rolling.expected
	sed 1d ordered.nights/latest/rejects.csv | diff rolling.expected -
	result 'rolling credit: each bad record once' $?
	ends 0 'rolling credit without orders' --as-of=2025-12-31 --policy=./rolling.csv first ordered.nights
	[ "$(wc -l <ordered.nights/latest/credit.csv)" -eq 1 ]
	result 'rolling credit without orders: the header alone' $?
}

# Totals of one night agree to the fen.
totals() {
	(
		cd kept || exit 1
		awk -F, -v OFS=, 'FNR == 1 { file++; next }
			file == 1 { n = NF - 19; balance[$1] = $(12 + n); overdue[$1] = $(13 + n) }
			file == 2 { if ($9 != balance[$1]) bad++ }
			file == 3 { if ($7 != overdue[$1]) bad++ }
			file == 4 && $3 == "closing" { closed++; if ($8 != balance[$1]) bad++ }
			END { exit bad > 0 || closed == 0 }' facts.csv ageing.csv dunning.csv ledger.csv
	)
	result 'facts, ageing, dunning and ledger agree' $?
}

options() {
	ends 2 'a bad date' --as-of=2025-02-30 first nights
	grep -q '^kehu-nightly: --as-of: "2025-02-30" is not a date$' log
	result 'a bad date: the message' $?
	ends 2 'a missing policy' --policy=./none.csv first nights
	ends 2 'a missing calendar' --calendar=./none.csv first nights
	ends 2 'a missing staff file' --staff=./none.csv first nights
	ends 2 'an unknown charset' --encoding=KOI-99 first nights
	ends 2 'an unknown option' --rejects=x first nights
	ends 2 'an option without its value' first nights --as-of
	ends 2 'one operand' first
	ends 2 'three operands' first nights more
	printf 'rule,key,when,value,clause\nlatefee.daily_rate,,,0.0004,twice\n' >twice.csv
	printf 'staff,name,role,manager,joined,left\nS1,Li,showroom_manager,,,\n' >staff.csv
	printf 'date,kind\n2026-01-01,holiday\n' >days.csv
	ends 0 'a policy, staff and a calendar' --policy=standard --policy ./twice.csv --staff=staff.csv \
		--calendar=./days.csv --as-of=2025-12-31 first other.nights
	grep -q ',twice$' other.nights/latest/latefee.csv
	result 'the policy is applied' $?
	cut -d, -f1-3 other.nights/latest/MANIFEST >lines
	cat >expected <<-'END'
		role,name,rows
		version,VERSION,
		as-of,2025-12-31,
		policy,standard,
		policy,twice.csv,1
		calendar,days.csv,1
		policy,effective,ROWS
		staff,staff.csv,1
		input,registration.csv,40
		input,visits.csv,40
		input,receivables.csv,80
		output,facts.csv,40
		output,grades.csv,40
	END
	sed -n -e 's/^version,.*,$/version,VERSION,/' -e 's/^policy,effective,.*/policy,effective,ROWS/' -e 1,13p lines |
		diff expected -
	result 'the MANIFEST lists the rules and the inputs' $?
	kehu-policy standard ./twice.csv | sha256sum | cut -d' ' -f1 | grep -q -F -f - other.nights/latest/MANIFEST
	result 'the sum of the effective policy' $?
	for file in first/*.csv staff.csv; do
		mkdir -p wide
		iconv -f UTF-8 -t UTF-16 "$file" >"wide/${file##*/}"
	done
	ends 0 'streams and staff in another charset' --encoding=UTF-16 --staff=wide/staff.csv --policy=./twice.csv \
		--calendar=./days.csv --as-of=2025-12-31 wide wide.nights
	same_outputs other.nights/latest/ wide.nights/latest/
	result 'the charset changes nothing' $?
	PATH=$KEHU_BUILD:$PATH kehu-nightly --version >version && head -n 1 version | grep -q '^kehu-nightly (kehu) [0-9.]*$'
	result '--version' $?
	kehu-nightly --help | grep -q '^Usage: kehu-nightly '
	result '--help' $?
}

# The buffer size that a night with the options given hands to kehu-lost.
shares() {
	rm -f shares
	programs/kehu-nightly "$@" --as-of=2025-12-31 first share.nights >stdout 2>log </dev/null
	tr ' ' '\n' <shares | sed -n 's/^--buffer-size=//p' | tr '\n' ' '
}

threads() {
	for how in --threads=1 --threads=2 '--threads 7' '--buffer-size=64K' '--buffer-size 1 --threads=3'; do
		rm -rf thread.nights
		# shellcheck disable=SC2086
		ends 1 "$how" $how --as-of=2025-12-31 bad thread.nights
		diff -r bad.nights/latest/ thread.nights/latest/
		result "$how changes nothing" $?
	done
	for how in --threads=0 --threads=x --threads= --buffer-size=12X --buffer-size=0 --buffer-size=; do
		ends 2 "$how" $how --as-of=2025-12-31 first nights
		grep -q "^Try 'kehu-nightly --help'" log
		result "$how: the hint" $?
	done
	with_program kehu-lost <<-END
		#!/bin/sh
		case "\$*" in *first/*) echo "\$*" >>shares ;; esac
		exec "$KEHU_BUILD/kehu-lost" "\$@"
	END
	[ "$(shares --buffer-size=1G)" = '214748365 ' ] && [ "$(shares --buffer-size=010)" = '2 ' ] &&
		[ "$(shares --buffer-size=1)" = '1 ' ]
	result 'a filter gets a fifth of --buffer-size' $?
	awk -v share="$(shares)" '$1 == "MemAvailable:" { exit share <= 0 || share > $2 * 1024 / 8 }' /proc/meminfo
	result 'a filter gets a fifth of a third of what is free' $?
}

permissions() {
	for mask in 000 022 077 177 777; do
		(
			umask $mask
			mkdir -m 755 mask$mask
			kehu-nightly --as-of=2025-12-31 first mask$mask/nights >stdout 2>log </dev/null
		)
		result "umask $mask" $?
		(umask $mask && kehu-nightly --as-of=2025-12-31 first mask$mask/nights >stdout 2>log </dev/null)
		result "umask $mask again" $?
		[ -z "$(find mask$mask/nights ! -type l -perm /007)" ]
		result "umask $mask: nothing for others" $?
		[ -z "$(find mask$mask/nights ! -type l ! -perm -600)" ]
		result "umask $mask: the owner reads and writes" $?
	done
	[ -z "$(find mask000/nights ! -type l ! -perm -060)" ]
	result 'umask 000: the group reads and writes' $?
	[ -z "$(find mask077/nights ! -type l -perm /070)" ]
	result 'umask 077: nothing for the group' $?
}

# A folder of all programs, with the one named being what stands on standard input.
with_program() {
	rm -rf programs
	mkdir programs
	for program in "$KEHU_BUILD"/kehu-*; do
		if [ -f "$program" ] && [ -x "$program" ]; then ln -s "$program" programs/; fi
	done
	rm -f "programs/$1"
	cat >"programs/$1"
	chmod +x "programs/$1"
}

# Each program in turn fails once the night has begun.
failing() {
	for program in join grade latefee lost fault penalty manifest policy publish; do
		with_program kehu-$program <<-END
			#!/bin/sh
			case "\$*" in
			*first/* | *.new.* | $([ $program = policy ] || echo never)) exit 2 ;;
			esac
			exec "$KEHU_BUILD/kehu-$program" "\$@"
		END
		programs/kehu-nightly --as-of=2025-12-31 first nights >stdout 2>log </dev/null
		[ $? -eq 2 ] && tail -n 1 log | grep -q 'nothing published'
		result "kehu-$program fails" $?
		diff -r kept nights/2025-12-31 && [ -z "$(find nights -name '.new.*')" ]
		result "kehu-$program fails: the old night stays" $?
	done
	with_program kehu-lost <<-'END'
		#!/bin/sh
		case "$*" in
		*first/*) kill -9 $$ ;;
		esac
	END
	programs/kehu-nightly --as-of=2025-12-31 first nights >stdout 2>log </dev/null
	[ $? -eq 2 ] && grep -q 'kehu-nightly: lost: kehu-lost ended with status 137' log
	result 'a filter is killed' $?
	with_program kehu-penalty </dev/null
	rm programs/kehu-penalty
	PATH=/usr/bin:/bin programs/kehu-nightly --as-of=2025-12-31 first nights >stdout 2>log </dev/null
	[ $? -eq 2 ] && grep -q '^kehu-nightly: kehu-penalty: not found$' log
	result 'a filter is missing' $?
}

changing() {
	cp -R first moving
	for change in 'echo >>moving/visits.csv' 'touch moving/registration.csv' \
		'cp -p moving/receivables.csv moving/x; mv moving/x moving/receivables.csv'; do
		with_program kehu-grade <<-END
			#!/bin/sh
			case "\$*" in
			*.new.*) $change ;;
			esac
			exec "$KEHU_BUILD/kehu-grade" "\$@"
		END
		programs/kehu-nightly --as-of=2025-12-31 moving nights >stdout 2>log </dev/null
		[ $? -eq 2 ] && grep -q '^kehu-nightly: moving: the input has changed during the run$' log
		result "the input changes: $change" $?
		diff -r kept nights/2025-12-31
		result "the input changes: the old night stays" $?
	done
}

full() {
	company large 1 400
	(ulimit -f 8 && kehu-nightly --as-of=2025-12-31 large nights >stdout 2>log </dev/null)
	[ $? -eq 2 ] && diff -r kept nights/2025-12-31 && [ -z "$(find nights -name '.new.*')" ]
	result 'no room for the results' $?
	echo file >taken
	ends 2 'OUTDIR is a file' --as-of=2025-12-31 first taken
	mkdir -p closed/2025-12-31.x
	echo file >closed/2025-12-31
	ends 2 'the night is a file' --as-of=2025-12-31 first closed
	[ "$(cat closed/2025-12-31)" = file ] && [ -z "$(find closed -name '.new.*')" ]
	result 'the night is a file: it stays' $?
}

descriptors() {
	with_program kehu-publish <<-END
		#!/bin/sh
		for n in 0 1 2; do [ -e /proc/\$\$/fd/\$n ] || exit 2; done
		exec "$KEHU_BUILD/kehu-publish" "\$@"
	END
	programs/kehu-nightly --as-of=2025-12-31 first nights <&- >&- 2>&-
	result 'all descriptors closed' $?
	diff -r kept nights/2025-12-31
	result 'all descriptors closed: the same night' $?
	kehu-nightly --as-of=2025-12-31 first nights 2>/dev/full
	result 'a log on a full disk' $?
	# shellcheck disable=SC2216
	kehu-nightly --as-of=2025-12-30 first nights 2>&1 | true
	until flock nights/.lock test -d nights/2025-12-30; do sleep 0.05; done
	whole nights/2025-12-30
	result 'a log that nobody reads' $?
	kehu-nightly --help >/dev/full 2>log
	[ $? -eq 2 ] && [ "$(cat log)" = 'kehu-nightly: standard output: cannot be written' ]
	result '--help on a full disk' $?
}

two_at_once() {
	for round in 1 2 3 4 5 6 7 8; do
		kehu-nightly --as-of=2025-12-31 first both >/dev/null 2>log.1 </dev/null &
		one=$!
		kehu-nightly --as-of=2025-12-31 second both >/dev/null 2>log.2 </dev/null
		status_2=$?
		wait $one
		status_1=$?
		sums both/2025-12-31 >now
		case $status_1$status_2 in
		02) cmp -s now sums.first && grep -q '^kehu-nightly: both: another run is at work here$' log.2 ;;
		20) cmp -s now sums.second && grep -q '^kehu-nightly: both: another run is at work here$' log.1 ;;
		00) cmp -s now sums.first || cmp -s now sums.second ;;
		*) false ;;
		esac
		result "two at once, round $round: statuses $status_1 and $status_2" $?
	done
}

# What a run killed at any moment must leave: the night as it was (in sums.before, empty: none) or as it would have become
# (in $1), and a link that points at a night.
survived() {
	if [ -d nights/2025-12-31 ]; then sums nights/2025-12-31; fi >now
	if cmp -s now "$1"; then
		after=$((after + 1))
	elif cmp -s now sums.before; then
		before=$((before + 1))
	else
		return 1
	fi
	[ ! -L nights/latest ] || whole nights/latest/
}

# killed WAIT SIGNAL: one run of company $company that ends by a signal to all of its processes.
killed() {
	rm -f log
	setsid kehu-nightly --as-of=2025-12-31 $company nights >stdout 2>log </dev/null &
	run=$!
	eval "$1"
	kill -s "$2" -- -$run 2>/dev/null
	wait $run 2>/dev/null
	status=$?
}

# One of the last lines of the log before publishing.
until_grade() {
	tries=0
	until grep -q '^kehu-nightly: grade' log 2>/dev/null || [ $tries -gt 500 ]; do
		tries=$((tries + 1))
		sleep 0.001
	done
}

# kill_often N WAIT WHAT: N runs killed, on an old night two times in three; WAIT may use $moment, 0 to 1 at random.
kill_often() {
	before=0 after=0 wrong=0
	for moment in $(awk -v seed="${SEED:-1}" -v n="$1" 'BEGIN { srand(seed); while (n--) printf "%.4f\n", rand() }'); do
		case $company in
		first) company=second ;;
		*) company=first ;;
		esac
		case $moment in *[147]) rm -rf nights/2025-12-31 nights/latest ;; esac
		if [ -d nights/2025-12-31 ]; then sums nights/2025-12-31; fi >sums.before
		killed "$2" KILL
		survived sums.$company || {
			wrong=$((wrong + 1))
			echo "nightly: killed at $moment of $3: neither the old night nor the new one"
		}
	done
	result "SIGKILL $3: $1 runs, $before left the old night, $after the new one, $wrong neither" $wrong
	echo "nightly: SIGKILL $3: $1 runs, $before left the old night, $after the new one"
}

killing() {
	company second 2
	for company in first second; do
		rm -rf nights
		night --as-of=2025-12-31 $company nights
		sums nights/2025-12-31 >sums.$company
	done
	! cmp -s sums.first sums.second
	result 'two companies make two nights' $?
	started=$(date +%s%N)
	night --as-of=2025-12-31 first nights
	length=$((($(date +%s%N) - started) / 1000000))
	# shellcheck disable=SC2016
	kill_often "$kills" 'sleep "$(awk -v m="$moment" -v ms=$length "BEGIN { print m * ms * 1.05 / 1000 }")"' 'at any moment'
	# shellcheck disable=SC2016
	kill_often $((kills / 2)) 'until_grade; sleep "$(awk -v m="$moment" "BEGIN { print m * 0.04 }")"' 'while publishing'
	ends 0 'after all this' --as-of=2025-12-31 first nights
	sums nights/2025-12-31 | cmp -s - sums.first && [ "$(ls -A nights | tr '\n' ' ')" = '.lock 2025-12-31 latest ' ]
	result 'the next run sweeps what was left' $?
	for signal in TERM INT HUP; do
		with_program kehu-latefee <<-END
			#!/bin/sh
			case "\$*" in
			*second/*) exec sleep 20 ;;
			esac
			exec "$KEHU_BUILD/kehu-latefee" "\$@"
		END
		company=second
		: >log
		setsid env --default-signal programs/kehu-nightly --as-of=2025-12-31 second nights \
			>stdout 2>log </dev/null &
		run=$!
		until grep -q '^kehu-nightly: penalty' log; do sleep 0.02; done
		kill -s $signal $run
		wait $run
		[ $? -eq 2 ] && sums nights/2025-12-31 | cmp -s - sums.first && [ -z "$(find nights -name '.new.*')" ] &&
			! kill -s 0 -- -$run 2>/dev/null
		result "SIG$signal to the script: exit status 2, the old night, nothing left behind" $?
	done
}

# The script alone is killed: its filter still holds the lock.
orphans() {
	with_program kehu-latefee <<-END
		#!/bin/sh
		case "\$*" in
		*second/*) sleep 1.5 ;;
		esac
		exec "$KEHU_BUILD/kehu-latefee" "\$@"
	END
	: >log
	setsid env --default-signal programs/kehu-nightly --as-of=2025-12-31 second nights \
		>stdout 2>log </dev/null &
	run=$!
	until grep -q '^kehu-nightly: penalty' log; do sleep 0.02; done
	kill -s KILL $run
	wait $run 2>/dev/null
	ends 2 'a filter of a killed run is still at work' --as-of=2025-12-31 first nights
	sums nights/2025-12-31 | cmp -s - sums.first
	result 'the old night stays' $?
	while kill -s 0 -- -$run 2>/dev/null; do sleep 0.05; done
	ends 0 'the filter has ended' --as-of=2025-12-31 first nights
	[ -z "$(find nights -name '.new.*')" ]
	result 'its scratch folder is gone' $?
}

# A file system that cannot exchange two folders.
no_exchange() {
	mv nights/2025-12-31 nights/.old.2025-12-31
	mkdir nights/.old.2025-12-30 nights/2025-12-30
	ends 0 'a run that died between the two renames' --as-of=2025-12-29 first nights
	sums nights/2025-12-31 | cmp -s - sums.first
	result 'the night that stepped aside is brought back' $?
	[ ! -e nights/.old.2025-12-30 ]
	result 'a night that was replaced is removed' $?
	cat >shim.c <<-'END'
		#include <errno.h>
		int renameat2(int a, const char *b, int c, const char *d, unsigned e)
		{
			(void)a, (void)b, (void)c, (void)d, (void)e;
			errno = EINVAL;
			return -1;
		}
	END
	if ! ${CC:-cc} -shared -fPIC -o shim.so shim.c 2>/dev/null || ! LD_PRELOAD=$scratch/shim.so kehu-publish --version >/dev/null 2>&1; then
		skipped=$((skipped + 1))
		return
	fi
	LD_PRELOAD=$scratch/shim.so kehu-nightly --as-of=2025-12-31 second nights >stdout 2>log </dev/null
	[ $? -eq 0 ] && sums nights/2025-12-31 | cmp -s - sums.second &&
		[ -z "$(find nights -name '.old.*' -o -name '.new.*')" ]
	result 'without RENAME_EXCHANGE a night is replaced in two steps' $?
}

skipped=0
published_nights
inputs
with_rejects
orders
totals
options
threads
permissions
failing
changing
full
descriptors
killing
two_at_once
orphans
no_exchange

echo "nightly: $passed passed, $failed failed$([ $skipped -eq 0 ] || echo ", $skipped skipped")"
[ $failed -eq 0 ]
