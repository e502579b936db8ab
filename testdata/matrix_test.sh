#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: matrix_test.sh
# One matrix over all programs: every trouble with output, input and usage that any of them can have, then the manual:
# options in --help and in the man page, examples in man pages, README and --help. What makes no sense for a program
# is skipped and said so. Ends with "matrix: P passed, F failed" (", S skipped").
#
# An example in a man page is a block of .EX and .EE whose first line starts with "$ ", in README.md a fenced block
# "```console", in --help what follows "Example". A line "$ COMMAND" is run by sh in a copy of testdata/sample, all of one
# page in the same copy (a command that ends in a backslash or | goes on in the next line), and the lines up to the next
# "$ " are exactly what it prints on standard output and standard error; a last line "..." stands for the rest.
# The files of a command line are in variables that only eval sees.
# shellcheck disable=SC2016,SC2034,SC2086,SC2154
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"

filters='join grade credit latefee rebate age dun ledger owner rota lost due fault lookup penalty check'
programs="$filters policy manifest publish nightly"
passed=0 failed=0 skipped=0
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
mkdir "$scratch/work"
cd "$scratch/work" || exit 2

pass() { passed=$((passed + 1)); }

# fail TITLE [LINE...]
fail() {
	failed=$((failed + 1))
	printf 'FAIL %s\n' "$1"
	shift
	[ $# -eq 0 ] || printf '  %s\n' "$@"
}

skip() {
	skipped=$((skipped + 1))
	printf 'skip %s\n' "$1"
}

# run COMMAND: by eval in a subshell; standard output in $scratch/out, standard error in $scratch/err, status in $status.
run() {
	(eval "$1") >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
}

# expect TITLE STATUS PATTERN COMMAND: runs and compares the status; PATTERN must be in standard error, which must be
# empty where PATTERN is "".
expect() {
	run "$4"
	if [ "$status" != "$2" ]; then
		fail "$1: status $status, not $2" "$4" "$(head -n 5 "$scratch/err")"
	elif [ -z "$3" ] && [ -s "$scratch/err" ]; then
		fail "$1: something on standard error" "$4" "$(head -n 5 "$scratch/err")"
	elif [ -n "$3" ] && ! grep -q -e "$3" "$scratch/err"; then
		fail "$1: no \"$3\" on standard error" "$4" "$(head -n 5 "$scratch/err")"
	else
		pass
	fi
}

# expect_header TITLE STATUS COMMAND: one line on standard output and none on standard error but what kehu-check says.
expect_header() {
	run "$3"
	grep -v '^kehu-check: 0 errors in 0 records$' "$scratch/err" >"$scratch/other"
	if [ "$status" != "$2" ]; then
		fail "$1: status $status, not $2" "$3" "$(head -n 5 "$scratch/err")"
	elif [ "$(wc -l <"$scratch/out")" -ne 1 ] || [ -s "$scratch/other" ]; then
		fail "$1: not the header alone" "$3" "$(head -n 5 "$scratch/out")" "$(head -n 5 "$scratch/other")"
	else
		pass
	fi
}

# The command line of a program that reads the files in these variables.
line_of() {
	case $1 in
	join) echo 'kehu-join --as-of=2025-06-30 --registration="$R" --visits="$V" --receivables="$A"' ;;
	check) echo 'kehu-check --as-of=2025-06-30 --registration="$R" --visits="$V" --receivables="$A"' ;;
	grade) echo 'kehu-grade --as-of=2025-06-30 "$G"' ;;
	latefee) echo 'kehu-latefee --all --as-of=2025-06-30 "$A"' ;;
	credit) echo 'kehu-credit --as-of=2025-06-30 --orders="$O" "$C"' ;;
	rebate) echo 'kehu-rebate --as-of=2025-06-30 --fees="$E" "$B"' ;;
	age) echo 'kehu-age --as-of=2025-06-30 "$A"' ;;
	dun) echo 'kehu-dun --as-of=2025-06-30 --grades="$C" "$A"' ;;
	ledger) echo 'kehu-ledger --as-of=2025-06-30 --grades="$C" "$A"' ;;
	owner) echo 'kehu-owner --as-of=2025-06-30 --registration="$R" --visits="$V"' ;;
	rota) echo 'kehu-rota --as-of=2025-06-30 --staff="$S" --registration="$R" --visits="$V" --absent="$N"' ;;
	due) echo 'kehu-due --all --policy=crm --as-of=2025-06-30 --registration="$R" --visits="$V" --receivables="$A"' ;;
	lookup) echo 'kehu-lookup --policy=grid --as-of=2025-06-30 --table=line --column=kva "$L"' ;;
	lost) echo 'kehu-lost --as-of=2025-06-30 --registration="$R" --visits="$V"' ;;
	fault) echo 'kehu-fault --as-of=2025-06-30 --registration="$R" --visits="$V"' ;;
	penalty) echo 'kehu-penalty --all --as-of=2025-06-30 "$F"' ;;
	policy) echo 'kehu-policy "$P"' ;;
	manifest) echo 'kehu-manifest input="$M"' ;;
	nightly) echo 'kehu-nightly --as-of=2025-06-30 in out' ;;
	publish) echo 'kehu-publish new nights/2025-06-30' ;;
	esac
}

# The streams among those files that a program reads.
streams_of() {
	case $1 in
	join | check | due) echo R V A ;;
	lost | fault | owner) echo R V ;;
	rota) echo S R V N ;;
	latefee | age) echo A ;;
	dun | ledger) echo C A ;;
	credit) echo O C ;;
	rebate) echo E B ;;
	lookup) echo L ;;
	penalty) echo F ;;
	grade) echo G ;;
	esac
}

use_files() { R=$1r.csv V=$1v.csv A=$1a.csv F=$1f.csv G=$1g.csv C=$1c.csv O=$1o.csv E=$1e.csv B=$1b.csv L=$1l.csv; }

use_good_files() {
	use_files ''
	S=s.csv N=n.csv P=p.csv M=a.csv
}

printf 'customer,date,staff,name,phone\nC1,2025-06-01,S1,N,1\nC2,2025-06-02,S2,N,2\n' >r.csv
printf 'customer,date,staff,kind,outcome\nC1,2025-06-20,S1,call,lost\nC2,2025-06-20,S1,visit,\n' >v.csv
printf 'customer,date,kind,amount,doc\nC1,2025-03-01,invoice,100,D1\nC2,2025-03-02,invoice,100,D1\n' >a.csv
printf 'date,person,customer,code,source\n2025-06-01,S1,C1,no_such_code,x:1\n' >f.csv
printf 'customer,sales,collected,balance\nC1,100,50,50\n' >g.csv
printf 'customer,grade,balance\nC1,A,50\nC2,C,0\n' >c.csv
printf 'customer,order,date,amount\nC1,O1,2025-06-29,1000\n' >o.csv
printf 'customer,year,fee\nC1,2024,12.34\n' >e.csv
printf 'customer,year,rebate\nC1,2025,10\n' >b.csv
printf 'kva,place\n2999,x\n3000,y\n' >l.csv
printf 'staff,role,name\nS1,salesperson,N\n' >s.csv
printf 'staff,from,to\nS1,2025-06-01,2025-06-02\n' >n.csv
printf 'rule,key,when,value,clause\nlatefee.grace_days,,,30,test\n' >p.csv
# Much: what each program makes of these files is more than a pipe holds, 1 MiB.
awk 'BEGIN {
	r = "big-r.csv"; v = "big-v.csv"; a = "big-a.csv"; f = "big-f.csv"; g = "big-g.csv"; c = "big-c.csv"
	o = "big-o.csv"; e = "big-e.csv"; b = "big-b.csv"; l = "big-l.csv"
	print "customer,date,staff" >r
	print "customer,date,staff,kind,outcome" >v
	print "customer,date,kind,amount,doc" >a
	print "date,person,customer,code,source" >f
	print "customer,sales,collected,balance" >g
	print "customer,grade,balance" >c
	print "customer,order,date,amount" >o
	print "customer,year,fee" >e
	print "customer,year,rebate" >b
	print "kva,place" >l
	for (i = 0; i < 20000; i++) {
		printf "customer-%060d,2025-06-01,S1\n", i >r
		printf "customer-%060d,2025-06-20,S1,visit,lost\n", i >v
		printf "customer-%060d,2025-03-01,invoice,100,D1\n", i >a
		printf "customer-%060d,x,invoice,100,D1\n", i >"big-bad-a.csv"
		printf "2025-06-01,S1,customer-%060d,no_such_code,x:1\n", i >f
		printf "customer-%060d,1,1,1\n", i >g
		printf "customer-%060d,A,1\n", i >c
		printf "customer-%060d,O,2025-06-29,1000\n", i >o
		printf "customer-%060d,2024,1000\n", i >e
		printf "customer-%060d,2025,1000\n", i >b
		printf "%d,place-%060d\n", i, i >l
	}
}'
{ head -n 1 a.csv; cat big-bad-a.csv; } >big-bad.csv
for file in r v a f g c o e b l s n; do
	gzip -nc $file.csv >$file.gz
	head -c $(($(wc -c <$file.gz) - 5)) $file.gz >cut-$file.csv
	head -n 1 $file.csv >head-$file.csv
	sed '1s/[^,]*/other/' $file.csv >lack-$file.csv
	: >empty-$file.csv
done
mkdir folder
use_good_files

# --- the programs do run on good files

for program in $programs; do
	case $program in
	nightly | publish) continue ;;
	check) expect "kehu-$program" 0 '0 errors in 6 records' "$(line_of $program)" ;;
	*) expect "kehu-$program" 0 '' "$(line_of $program)" ;;
	esac
done

# --- standard output: full, closed, a pipe that nobody reads

# to_closed_pipe COMMAND: runs it with a pipe as standard output whose reader is gone before it starts.
to_closed_pipe() {
	rm -f pipe
	mkfifo pipe
	: <pipe &
	exec 4>pipe
	wait $!
	eval "$1" >&4 4>&-
}

for program in $programs; do
	case $program in
	nightly | publish)
		skip "kehu-$program: output to a full disk or closed pipe (it writes no standard output but --help)"
		continue
		;;
	esac
	line=$(line_of $program)
	cat ?.csv >before
	expect "kehu-$program to /dev/full" 2 "^kehu-$program: standard output: No space left on device" "$line >/dev/full"
	expect "kehu-$program to a closed standard output" 2 "^kehu-$program: standard output: " "$line >&-"
	expect "kehu-$program to a closed pipe" 2 "^kehu-$program: standard output: Broken pipe" "to_closed_pipe '$line'"
	cat ?.csv >after
	if cmp -s before after; then pass; else fail "kehu-$program wrote into its input"; fi
done
for program in $filters; do
	line=$(line_of $program)
	use_files big-
	if [ $program = check ]; then A=big-bad.csv; fi
	expect "kehu-$program: much to /dev/full" 2 "^kehu-$program: standard output: No space left" "$line >/dev/full"
	expect "kehu-$program: much to a reader of one byte" 2 "^kehu-$program: standard output: Broken pipe" \
		"{ $line; echo \$? >status; } | head -c 1 >/dev/null; exit \$(cat status)"
done
use_good_files
for program in $programs; do
	# kehu-nightly is a shell script: what it calls may be the one that complains.
	complaint="^kehu-$program: "
	[ $program != nightly ] || complaint=.
	for option in --help --version; do
		expect "kehu-$program $option" 0 '' "kehu-$program $option"
		if [ ! -s "$scratch/out" ]; then fail "kehu-$program $option says nothing"; fi
		case $option-$(head -n 1 "$scratch/out") in
		--help-"Usage: kehu-$program"* | --version-"kehu-$program (kehu) "[0-9]*.[0-9]*.[0-9]*) pass ;;
		*) fail "kehu-$program $option: first line" "$(head -n 1 "$scratch/out")" ;;
		esac
		expect "kehu-$program $option to /dev/full" 2 "$complaint" "kehu-$program $option >/dev/full"
		expect "kehu-$program $option to a closed standard output" 2 "$complaint" "kehu-$program $option >&-"
		expect "kehu-$program $option to a closed pipe" 2 "$complaint" "to_closed_pipe 'kehu-$program $option'"
	done
done
expect 'kehu-policy --list to /dev/full' 2 '^kehu-policy: ' 'kehu-policy --list >/dev/full'
expect 'kehu-policy --diff to /dev/full' 2 '^kehu-policy: ' 'kehu-policy --diff standard p.csv >/dev/full'

# With standard output closed, no file that is opened may take its place.
expect 'rejects do not become standard output' 2 '' 'kehu-latefee --as-of=2025-06-30 --rejects=rej.csv a.csv >&- 2>/dev/null'
if grep -q 'overdue_days' rej.csv 2>/dev/null; then fail 'the results went into the rejects'; else pass; fi
expect 'standard error closed' 2 '' 'kehu-latefee --as-of=2025-06-30 lack-a.csv 2>&-'

# --- inputs

for program in $filters; do
	line=$(line_of $program)
	for stream in $(streams_of $program); do
		use_good_files
		eval "good=\$$stream"
		name=${good%.csv}
		bad() {
			eval "$stream=\$1"
			expect "kehu-$program: \$$stream $1" 2 "$2" "$line"
		}
		bad none.csv "^kehu-$program: none.csv: No such file or directory"
		bad no/such/none.csv "^kehu-$program: .*none.csv: No such file or directory"
		bad folder "^kehu-$program: folder: Is a directory"
		bad "cut-$name.csv" "^kehu-$program: cut-$name.csv: truncated gzip"
		bad "empty-$name.csv" "^kehu-$program: empty-$name.csv: no column "
		bad "lack-$name.csv" "^kehu-$program: lack-$name.csv: no column .*; columns: other, "
		if [ -r /proc/self/mem ]; then
			bad /proc/self/mem "^kehu-$program: .*mem: Input/output error"
		else
			skip "kehu-$program: \$$stream that cannot be read to its end (no /proc/self/mem)"
		fi
		cp "$good" secret.csv
		chmod 0 secret.csv
		if cat secret.csv >/dev/null 2>&1; then
			skip "kehu-$program: \$$stream that may not be read (this user reads all)"
		else
			bad secret.csv "^kehu-$program: secret.csv: Permission denied"
		fi
		rm -f secret.csv
		# From standard input: closed, a folder, cut short.
		eval "$stream=-"
		expect "kehu-$program: \$$stream closed" 2 "^kehu-$program: -: " "$line <&-"
		expect "kehu-$program: \$$stream a folder on standard input" 2 "^kehu-$program: -: Is a directory" "$line <folder"
		expect "kehu-$program: \$$stream cut on standard input" 2 "^kehu-$program: -: truncated gzip" "$line <cut-$name.csv"
		expect "kehu-$program: \$$stream nothing on standard input" 2 "^kehu-$program: -: no column " "$line"
	done
	use_good_files
	use_files head-
	expect_header "kehu-$program: headers only" 0 "$line"
done
use_good_files
for mode in '' --detail --by-customer --by-year; do
	expect_header "kehu-latefee $mode: header only" 0 "kehu-latefee --as-of=2025-06-30 $mode head-a.csv"
done
expect_header 'kehu-penalty --summary: header only' 0 'kehu-penalty --as-of=2025-06-30 --summary head-f.csv'
expect_header 'kehu-check --by-line: header only' 0 'kehu-check --as-of=2025-06-30 --by-line --visits=head-v.csv'
for program in grade credit latefee 'rebate --fees=e.csv' age dun ledger 'lookup --policy=grid --table=line --column=kva' penalty; do
	expect "kehu-$program: closed standard input without operand" 2 "^kehu-${program%% *}: -: " "kehu-$program <&-"
done
for mode in --by-customer '--all --by-customer'; do
	expect_header "kehu-age $mode: header only" 0 "kehu-age --as-of=2025-06-30 $mode head-a.csv"
done
for mode in --events --deals; do
	expect_header "kehu-owner $mode: header only" 0 \
		"kehu-owner --as-of=2025-06-30 $mode --registration=head-r.csv --visits=head-v.csv"
done
for mode in --rates --faults; do
	expect_header "kehu-due $mode: header only" 0 \
		"kehu-due --policy=crm --as-of=2025-06-30 $mode --registration=head-r.csv --visits=head-v.csv"
done
expect_header 'kehu-ledger --allocation: header only' 0 'kehu-ledger --as-of=2025-06-30 --allocation head-a.csv'

expect 'kehu-policy none.csv' 2 'none.csv: No such file or directory' 'kehu-policy none.csv'
expect 'kehu-policy ./folder' 2 'folder: Is a directory' 'kehu-policy ./folder'
expect 'kehu-policy: a name that is none' 2 'no-such-policy' 'kehu-policy no-such-policy'
expect 'kehu-policy: closed standard input' 2 '^kehu-policy: ' 'kehu-policy - <&-'
expect 'kehu-policy: cut gzip' 2 '^kehu-policy: ' 'kehu-policy ./cut-a.csv'
expect 'kehu-manifest none.csv' 2 'none.csv: No such file or directory' 'kehu-manifest input=none.csv'
expect 'kehu-manifest folder' 2 'folder: ' 'kehu-manifest input=folder'
expect 'kehu-manifest: cut gzip' 2 'cut-a.csv: truncated gzip' 'kehu-manifest input=cut-a.csv'
skip 'kehu-manifest: an empty file, a missing column (it reads any CSV file)'
expect 'kehu-publish: no folder' 2 '^kehu-publish: ' 'kehu-publish none nights/2025-06-30'
expect 'kehu-publish: a file' 2 '^kehu-publish: ' 'kehu-publish a.csv nights/2025-06-30'
skip 'kehu-publish: gzip, empty file, header only, missing column (it reads no stream)'

# Files other than streams.
for program in $filters; do
	line=$(line_of $program)
	expect "kehu-$program --policy of no file" 2 'none.csv: No such file or directory' "$line --policy=./none.csv"
	expect "kehu-$program --policy of a folder" 2 'folder: Is a directory' "$line --policy=./folder"
	expect "kehu-$program --policy of no name" 2 'no-such-policy' "$line --policy=no-such-policy"
	expect "kehu-$program --calendar of no file" 2 'none.csv: No such file or directory' "$line --calendar=./none.csv"
	expect "kehu-$program --encoding of no charset" 2 'no-such-charset' "$line --encoding=no-such-charset"
	expect "kehu-$program: nowhere to put rejects" 2 'No such file or directory' "$line --rejects=no/such/folder/rejects.csv"
	expect "kehu-$program: rejects into a folder" 2 'folder: Is a directory' "$line --rejects=folder"
	expect "kehu-$program: rejects to /dev/full" 2 'No space left on device' "$line --rejects=/dev/full"
done
for program in owner lost due fault penalty; do
	line=$(line_of $program)
	expect "kehu-$program --staff of no file" 2 '^kehu-[a-z]*: none.csv: No such file or directory' "$line --staff=none.csv"
	expect "kehu-$program --staff of a folder" 2 '^kehu-[a-z]*: folder: Is a directory' "$line --staff=folder"
	expect "kehu-$program --staff of nothing" 2 '^kehu-[a-z]*: empty-a.csv: no column staff' "$line --staff=empty-a.csv"
	expect "kehu-$program --staff of another kind" 2 '^kehu-[a-z]*: a.csv: no column staff' "$line --staff=a.csv"
done

# --- standard input at most once

while read -r line; do
	expect "$line" 2 '^kehu-' "$line <a.csv"
done <<'END'
kehu-join --registration=- --visits=-
kehu-join --registration=r.csv --visits=- --receivables=-
kehu-join --visits=- --visits=-
kehu-check --registration=- --receivables=-
kehu-check --receivables=- --receivables=-
kehu-latefee - -
kehu-latefee - a.csv -
kehu-lost --registration=- --visits=-
kehu-lost --registration=r.csv --visits=v.csv --staff=- --visits=-
kehu-fault --registration=- --visits=-
kehu-owner --registration=- --visits=-
kehu-owner --registration=r.csv --visits=v.csv --staff=- --visits=-
kehu-rota --staff=- --registration=r.csv --visits=-
kehu-rota --staff=s.csv --registration=r.csv --visits=- --absent=-
kehu-due --registration=r.csv --visits=v.csv --receivables=- --grades=-
kehu-credit --orders=- -
kehu-credit --orders=-
kehu-rebate --fees=-
kehu-dun --grades=-
kehu-ledger --grades=- -
kehu-age - -
kehu-fault --registration=- --visits=v.csv --staff=-
kehu-penalty --staff=- -
kehu-penalty --staff=-
kehu-policy - -
kehu-policy --diff - -
END

# --- usage

# expect_usage TITLE COMMAND: exit 2, nothing on standard output, two lines, the second with a hint.
expect_usage() {
	run "$2"
	hint="Try '${2%% *} --help' for more information."
	if [ "$status" -ne 2 ] || [ -s "$scratch/out" ] || [ "$(wc -l <"$scratch/err")" -ne 2 ] ||
		[ "$(tail -n 1 "$scratch/err")" != "$hint" ]; then
		fail "$1: status $status" "$2" "$(head -n 5 "$scratch/err")"
	else
		pass
	fi
}

for program in $programs; do
	for option in --no-such-option --help=yes --version=1 -x; do
		expect_usage "kehu-$program $option" "kehu-$program $option"
	done
done
for program in $filters nightly; do
	for date in 2025-02-29 2025-13-01 yesterday '' 1899-12-31 10000-01-01 2025-1-1 2025-06-30x x2025-06-30 20250631; do
		expect_usage "kehu-$program --as-of=$date" "$(line_of $program) --as-of='$date'"
	done
	expect_usage "kehu-$program --as-of" "kehu-$program --as-of"
	expect_usage "kehu-$program --policy" "kehu-$program --policy"
done
expect_usage 'kehu-join with an operand' "$(line_of join) more.csv"
expect_usage 'kehu-join without a stream' 'kehu-join --as-of=2025-06-30'
expect_usage 'kehu-check with an operand' "$(line_of check) more.csv"
expect_usage 'kehu-check without a stream' 'kehu-check --as-of=2025-06-30'
expect_usage 'kehu-grade with two operands' "$(line_of grade) more.csv"
expect_usage 'kehu-lost with an operand' "$(line_of lost) more.csv"
expect_usage 'kehu-lost without visits' 'kehu-lost --registration=r.csv'
expect_usage 'kehu-lost without registration' 'kehu-lost --visits=v.csv'
for days in x -1 1.5 '' 99999999999999999999; do
	expect_usage "kehu-lost --within=$days" "$(line_of lost) --within='$days'"
done
for action in x callbacks '' call; do
	expect_usage "kehu-lost --action=$action" "$(line_of lost) --action='$action'"
done
for program in owner rota due; do
	expect_usage "kehu-$program with an operand" "$(line_of $program) more.csv"
	expect_usage "kehu-$program without visits" "kehu-$program --staff=s.csv --registration=r.csv"
	expect_usage "kehu-$program without registration" "kehu-$program --staff=s.csv --visits=v.csv"
done
expect_usage 'kehu-rota without staff' 'kehu-rota --registration=r.csv --visits=v.csv'
for program in credit rebate lookup; do
	expect_usage "kehu-$program with two operands" "$(line_of $program) more.csv"
done
expect_usage 'kehu-rebate without fees' 'kehu-rebate b.csv'
expect_usage 'kehu-lookup without table' 'kehu-lookup --column=kva l.csv'
expect_usage 'kehu-lookup without column' 'kehu-lookup --table=line l.csv'
expect_usage 'kehu-age: two forms' 'kehu-age --by-customer --total a.csv'
expect_usage 'kehu-owner: two forms' "$(line_of owner) --events --deals"
expect_usage 'kehu-due: two forms' "$(line_of due) --rates"
expect_usage 'kehu-ledger: an allocation has no limit' "$(line_of ledger) --allocation"
expect_usage 'kehu-fault with an operand' "$(line_of fault) more.csv"
expect_usage 'kehu-fault without visits' 'kehu-fault --registration=r.csv'
expect_usage 'kehu-fault without registration' 'kehu-fault --visits=v.csv'
expect_usage 'kehu-penalty with two operands' "$(line_of penalty) more.csv"
expect_usage 'kehu-policy --diff with one operand' 'kehu-policy --diff standard'
expect_usage 'kehu-policy --diff with three operands' 'kehu-policy --diff standard standard standard'
expect_usage 'kehu-policy --list with an operand' 'kehu-policy --list standard'
expect_usage 'kehu-publish with one operand' 'kehu-publish new'
expect_usage 'kehu-publish with three operands' 'kehu-publish new nights/a more'
expect_usage 'kehu-publish without operand' 'kehu-publish'
expect_usage 'kehu-nightly with one operand' 'kehu-nightly in'
expect_usage 'kehu-nightly with three operands' 'kehu-nightly in out more'
expect_usage 'kehu-nightly without operand' 'kehu-nightly'
expect_usage 'kehu-manifest without operand' 'kehu-manifest'

# Options may stand after operands, and -- ends them.
expect 'an option after the operand' 0 '' 'kehu-latefee a.csv --as-of=2025-06-30 --all'
cp a.csv ./--all
expect 'two dashes end the options' 0 '' 'kehu-latefee --as-of=2025-06-30 -- --all'
rm -f ./--all

# --- today

for zone in UTC-14 UTC UTC+12; do
	first=$(TZ=$zone date +%Y-%m-%d)
	run "TZ=$zone kehu-join --visits=v.csv"
	last=$(TZ=$zone date +%Y-%m-%d)
	case $(sed -n '2s/.*,//p' "$scratch/out") in
	"$first" | "$last") pass ;;
	*) fail "kehu-join: today in $zone" "$first to $last" "$(cat "$scratch/out")" ;;
	esac
done

# --- kehu-nightly

# set_night: good streams in the folder in, nothing in the folder out.
set_night() {
	rm -rf in out
	mkdir in out
	cp r.csv in/registration.csv
	cp v.csv in/visits.csv
	cp a.csv in/receivables.csv
}

# expect_no_night TITLE PATTERN: exit 2, nothing published.
expect_no_night() {
	expect "kehu-nightly: $1" 2 "$2" "$(line_of nightly)"
	if [ -e out/2025-06-30 ] || [ -e out/latest ]; then fail "kehu-nightly: $1: published"; else pass; fi
}

set_night
run "$(line_of nightly)"
if [ "$status" -eq 0 ] && [ -f out/latest/facts.csv ]; then pass; else fail "kehu-nightly: status $status" "$(cat "$scratch/err")"; fi
for pair in registration:r visits:v receivables:a; do
	stream=${pair%:*} letter=${pair#*:}
	set_night
	rm in/$stream.csv
	expect_no_night "no $stream" "$stream"
	mkdir in/$stream.csv
	expect_no_night "$stream a folder" "$stream"
	for bad in cut empty lack; do
		set_night
		cp $bad-$letter.csv in/$stream.csv
		expect_no_night "$stream $bad" "$stream.csv: "
	done
	set_night
	gzip in/$stream.csv
	expect "kehu-nightly: $stream.csv.gz" 0 '' "$(line_of nightly) 2>/dev/null"
	cp $letter.csv in/$stream.csv
	run "$(line_of nightly)"
	case $status in
	0 | 2) pass ;;
	*) fail "kehu-nightly: $stream.csv and $stream.csv.gz: status $status" ;;
	esac
done
set_night
for pair in registration:r visits:v receivables:a; do
	head -n 1 "${pair#*:}.csv" >"in/${pair%:*}.csv"
done
run "$(line_of nightly)"
if [ "$status" -eq 0 ]; then pass; else fail "kehu-nightly: headers only: status $status" "$(cat "$scratch/err")"; fi
for file in facts grades credit latefee rebate ageing dunning ledger owners commission followup due faults penalty rejects; do
	if [ "$(wc -l <out/latest/$file.csv)" -eq 1 ]; then pass; else fail "kehu-nightly: headers only: $file.csv"; fi
done
set_night
printf 'C1,x,S1,N,1\n' >>in/registration.csv
run "$(line_of nightly)"
if [ "$status" -eq 1 ] && [ "$(wc -l <out/latest/rejects.csv)" -eq 2 ]; then pass; else
	fail "kehu-nightly: a reject: status $status" "$(cat "$scratch/err")"
fi
set_night
rm -rf in
expect_no_night 'no INDIR' '^kehu-nightly: '
set_night
rm -rf out
: >out
expect 'kehu-nightly: OUTDIR is a file' 2 '^kehu-nightly: ' "$(line_of nightly)"
set_night
skip 'kehu-nightly: two standard inputs, closed standard input (it reads none)'

# --- options in --help and in the man page

# The options of the text on standard input, one a line.
options_in() {
	grep -o -e '--[a-z][a-z-]*' | LC_ALL=C sort -u
}

# The tags of the lists in the man page on standard input: the lines after .TP and .TQ.
man_tags() {
	awk '/^\.T[PQ]/ { tag = 1; next } tag { print; tag = 0 }'
}

unroff() {
	sed -e 's/\\\\/\\(rs/g' -e 's/\\-/-/g' -e 's/\\f[BIRP]//g' -e 's/\\&//g' -e "s/\\\\(aq/'/g" -e 's/\\(dq/"/g' -e 's/\\(ha/^/g' -e 's/\\(ti/~/g' \
		-e 's/\\(ga/`/g' -e 's/\\e/\\/g' -e 's/\\(rs/\\/g'
}

for program in $programs; do
	page=$top_srcdir/man/kehu-$program.1
	if [ ! -f "$page" ]; then
		fail "man/kehu-$program.1 is missing"
		continue
	fi
	"kehu-$program" --help | sed '/^Example/,$d' | options_in >"$scratch/help"
	unroff <"$page" | options_in >"$scratch/page"
	unroff <"$page" | man_tags | options_in >"$scratch/tags"
	missing=$(LC_ALL=C comm -23 "$scratch/help" "$scratch/tags")
	if [ -z "$missing" ]; then pass; else fail "man/kehu-$program.1 lacks" "$missing"; fi
	missing=$(LC_ALL=C comm -13 "$scratch/help" "$scratch/tags")
	if [ -z "$missing" ]; then pass; else fail "kehu-$program --help lacks" "$missing"; fi
done

# --- examples

# run_examples TITLE FILE: FILE holds lines "$ COMMAND" and their outputs; runs them in a new copy of the sample.
run_examples() {
	rm -rf "$scratch/sample"
	cp -R "$here/sample" "$scratch/sample"
	examples=0
	rm -f "$scratch"/example.*
	awk -v stem="$scratch/example" '
		/^\$ / && !more { n++; file = sprintf("%s.%03d", stem, n); printf "" >(file ".want") }
		/^\$ / || more {
			line = $0
			if (!more) sub(/^\$ /, "", line)
			more = line ~ /[\\|]$/
			print line >(file ".cmd")
			next
		}
		n { print >(file ".want") }' "$2"
	for cmd in "$scratch"/example.*.cmd; do
		[ -f "$cmd" ] || continue
		examples=$((examples + 1))
		(cd "$scratch/sample" && sh "$cmd") >"$scratch/got" 2>&1 </dev/null
		want=${cmd%.cmd}.want
		if [ "$(tail -n 1 "$want")" = ... ]; then
			sed '$d' "$want" >"$scratch/start"
			want=$scratch/start
			head -n "$(wc -l <"$want")" "$scratch/got" >"$scratch/got.start"
			mv "$scratch/got.start" "$scratch/got"
		fi
		if [ -s "$want" ] && cmp -s "$want" "$scratch/got"; then pass; else
			fail "$1: example $examples" "$(cat "$cmd")" "$(diff "$want" "$scratch/got" | head -n 20)"
		fi
	done
}

if [ -d "$here/sample" ]; then
	for page in "$top_srcdir"/man/*.[157]; do
		[ -f "$page" ] || continue
		awk '/^\.EX/ { on = 1; start = 1; next } /^\.EE/ { on = 0; wanted = 0 }
			on && start { start = 0; wanted = /^\$ / } on && wanted' "$page" | unroff >"$scratch/examples"
		run_examples "${page##*/}" "$scratch/examples"
		case $page in
		*.1) if [ $examples -gt 0 ]; then pass; else fail "${page##*/} has no example to run"; fi ;;
		esac
	done
	awk '/^```console/ { on = 1; next } /^```/ { on = 0 } on' "$top_srcdir/README.md" >"$scratch/examples" 2>/dev/null
	run_examples README.md "$scratch/examples"
	if [ $examples -gt 0 ]; then pass; else fail 'README.md has no example to run'; fi
	for program in $programs; do
		"kehu-$program" --help | awk '/^Example/ { on = 1; next } !/^  / { on = 0 } on { print substr($0, 3) }' >"$scratch/examples"
		run_examples "kehu-$program --help" "$scratch/examples"
		if [ $examples -gt 0 ]; then pass; else skip "kehu-$program --help: an example to run"; fi
	done
else
	skip 'examples: there is no testdata/sample'
fi

if [ $skipped -gt 0 ]; then
	echo "matrix: $passed passed, $failed failed, $skipped skipped"
else
	echo "matrix: $passed passed, $failed failed"
fi
[ $failed -eq 0 ] && [ $passed -gt 0 ]
