#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: scale_test.sh
# Large single customers and persons: nothing may take time that grows with the square of their records. Each run has
# 120 seconds (it needs few), and its results are compared with what awk works out in another way. Ends with
# "scale: P passed, F failed". KEHU_VARIANT set (sanitizers, coverage): a tenth of the records.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"

passed=0 failed=0
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
cd "$scratch" || exit 2
scale=500000
[ -z "${KEHU_VARIANT:-}" ] || scale=50000

pass() { passed=$((passed + 1)); }

# fail TITLE [LINE...]
fail() {
	failed=$((failed + 1))
	printf 'FAIL %s\n' "$1"
	shift
	[ $# -eq 0 ] || printf '  %s\n' "$@"
}

# within_time TITLE COMMAND...: standard output in the file got; status 0 in time.
within_time() {
	title=$1
	shift
	start=$(date +%s)
	timeout 120 "$@" >got 2>err
	status=$?
	seconds=$(($(date +%s) - start))
	if [ $status -eq 0 ] && [ ! -s err ]; then
		pass
		echo "scale: $title: $seconds s"
	else
		fail "$title: status $status after $seconds s" "$(head -n 3 err)"
	fi
}

# same TITLE WANTED GOT: two files.
same() {
	if cmp -s "$2" "$3"; then pass; else fail "$1" "$(diff "$2" "$3" | head -n 6)"; fi
}

# equal TITLE WANTED GOT: two words.
equal() {
	if [ "$2" = "$3" ]; then pass; else fail "$1: $3, not $2"; fi
}

# Functions for awk: days since 2020-01-01 to a date; fen to yuan; the rounded fee of so many fen-days at 0.02%.
library='
	function is_leap(y) { return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) }
	function day_of(n,  y, m, len) {
		y = 2020
		while (n >= (len = is_leap(y) ? 366 : 365)) { n -= len; y++ }
		for (m = 1; ; m++) {
			len = m == 2 ? (is_leap(y) ? 29 : 28) : (m == 4 || m == 6 || m == 9 || m == 11) ? 30 : 31
			if (n < len) break
			n -= len
		}
		return sprintf("%04d-%02d-%02d", y, m, n + 1)
	}
	function yuan(fen) { return sprintf("%.0f.%02.0f", (fen - fen % 100) / 100, fen % 100) }
	function fee_of(fen_days) { return int((fen_days * 2 + 5000) / 10000) }
	function max(a, b) { return a > b ? a : b }'
as_of=2024-12-31 # day 1826 of the library

# --- one customer: invoices, and payments without ref

# Invoice i of N is dated day i * 1500 / N, payment i day 20 + i * 1700 / N; the file has them all mixed up. Late fees must be
# those of two heaps of money laid side by side: the oldest yuan paid settles the oldest yuan owed.
awk -v N=$scale "$library"'
	function invoice_fen(i) { return 100 + (i * 7919) % 100003 }
	function payment_fen(i) { return 100 + (i * 104729) % 90001 }
	BEGIN {
		for (d = 0; d <= 1826; d++) date[d] = day_of(d)
		print "customer,date,kind,amount,doc" >"spread.csv"
		for (j = 0; j < N; j++) {
			i = (j * 7919) % N
			printf "C1,%s,invoice,%s,D%07d\n", date[int(i * 1500 / N)], yuan(invoice_fen(i)), i >"spread.csv"
			printf "C1,%s,payment,%s,\n", date[20 + int(i * 1700 / N)], yuan(payment_fen(i)) >"spread.csv"
		}
		print "doc,amount,settled,outstanding,overdue_days,fee" >"spread-fees.csv"
		paid = 0
		left = payment_fen(0)
		for (i = 0; i < N; i++) {
			open = invoice_fen(i)
			received = int(i * 1500 / N)
			due = received + 50
			owed = fen_days = 0
			while (open > 0 && paid < N) {
				part = open < left ? open : left
				cleared = max(received, 20 + int(paid * 1700 / N))
				fen_days += part * max(0, cleared - due)
				open -= part
				left -= part
				if (left == 0) left = payment_fen(++paid)
			}
			late = open > 0 ? max(0, 1826 - due) : max(0, cleared - due)
			fen_days += open * max(0, 1826 - due)
			printf "D%07d,%s,%s,%s,%d,%s\n", i, yuan(invoice_fen(i)), yuan(invoice_fen(i) - open), yuan(open), late,
				yuan(fee_of(fen_days)) >"spread-fees.csv"
			fees += fee_of(fen_days)
			outstanding += open
			if (due < 1826) { overdue += open; if (open > 0 && !oldest) oldest = 1826 - due }
		}
		printf "%s,%s,%d,%s\n", yuan(outstanding), yuan(overdue), oldest, yuan(fees) >"spread-total.csv"
	}'
within_time "kehu-latefee --all, $((2 * scale)) postings of one customer" kehu-latefee --all --as-of=$as_of spread.csv
cut -d, -f2,5-9 got >fees
same 'every invoice, payments without ref' spread-fees.csv fees
within_time 'kehu-latefee --by-year' kehu-latefee --by-year --as-of=$as_of spread.csv
equal 'the years add up' "$(cut -d, -f4 spread-total.csv)" \
	"$(awk -F, "$library"'NR > 1 { sub(/\./, "", $3); fees += $3 } END { print yuan(fees) }' got)"
within_time 'kehu-latefee --by-customer' kehu-latefee --by-customer --as-of=$as_of spread.csv
equal 'the fees of the customer' "$(cut -d, -f4 spread-total.csv)" "$(sed -n 2p got | cut -d, -f4)"
within_time 'kehu-latefee --detail' kehu-latefee --detail --as-of=$as_of spread.csv
within_time "kehu-join, $((2 * scale)) postings of one customer" kehu-join --as-of=$as_of --receivables=spread.csv
equal 'balance, overdue, overdue_days' "$(cut -d, -f1-3 spread-total.csv)" "$(sed -n 2p got | cut -d, -f12-14)"
within_time "kehu-check, $((2 * scale)) postings of one customer" sh -c "kehu-check --as-of=$as_of --receivables=spread.csv 2>count"
equal 'the count of kehu-check' "kehu-check: 0 errors in $((2 * scale)) records" "$(cat count)"

# --- one customer: payments with ref, half of them before their invoice

# Payment i refers to invoice i and is never more than it owes: up to 299 days before (it waits) or 119 days after.
awk -v N=$scale "$library"'
	function invoice_fen(i) { return 100 + (i * 7919) % 100003 }
	function paid_day(i) { return i % 2 ? received(i) + i % 120 : max(0, received(i) - i % 300) }
	function received(i) { return 300 + int(i * 1200 / N) }
	BEGIN {
		for (d = 0; d <= 1826; d++) date[d] = day_of(d)
		print "customer,date,kind,amount,doc,ref" >"refs.csv"
		for (i = N - 1; i >= 0; i--)
			printf "C1,%s,payment,%s,,D%07d\n", date[paid_day(i)], yuan(invoice_fen(i) - i % 3), i >"refs.csv"
		for (i = N - 1; i >= 0; i--)
			printf "C1,%s,invoice,%s,D%07d,\n", date[received(i)], yuan(invoice_fen(i)), i >"refs.csv"
		print "doc,amount,settled,outstanding,overdue_days,fee" >"refs-fees.csv"
		for (i = 0; i < N; i++) {
			cleared = max(received(i), paid_day(i))
			due = received(i) + 50
			fen_days = (invoice_fen(i) - i % 3) * max(0, cleared - due) + i % 3 * max(0, 1826 - due)
			late = i % 3 ? max(0, 1826 - due) : max(0, cleared - due)
			printf "D%07d,%s,%s,%s,%d,%s\n", i, yuan(invoice_fen(i)), yuan(invoice_fen(i) - i % 3), yuan(i % 3), late,
				yuan(fee_of(fen_days)) >"refs-fees.csv"
			outstanding += i % 3
		}
		print yuan(outstanding) >"refs-total.csv"
	}'
within_time "kehu-latefee --all, $((2 * scale)) postings with ref" kehu-latefee --all --as-of=$as_of refs.csv
cut -d, -f2,5-9 got >fees
same 'every invoice, payments with ref' refs-fees.csv fees
within_time "kehu-join, $((2 * scale)) postings with ref" kehu-join --as-of=$as_of --receivables=refs.csv
equal 'balance and overdue' "$(cat refs-total.csv),$(cat refs-total.csv)" "$(sed -n 2p got | cut -d, -f12-13)"

# --- one customer: payments of too much for invoices to come, all on one day

# Every payment waits, pays its invoice twice over and is spread; all invoices open on the same day but the last tenth.
awk -v N=$scale "$library"'BEGIN {
	print "customer,date,kind,amount,doc,ref"
	for (i = 0; i < N / 2; i++) printf "C1,2020-01-01,payment,20.00,,D%07d\n", i
	for (i = 0; i < N; i++) printf "C1,%s,invoice,10.00,D%07d,\n", i < N * 0.9 ? "2020-02-01" : "2020-03-01", i
	print "C1,2020-04-01,invoice,12.34,E,"
}' >waiting.csv
within_time "kehu-latefee, $((scale / 2)) payments waiting for one day" kehu-latefee --by-customer --as-of=2020-04-30 waiting.csv
equal 'nothing but the last invoice is left, not yet due' 'customer,invoices,outstanding,fee' "$(cat got)"
within_time 'kehu-join, the same' kehu-join --as-of=2020-04-30 --receivables=waiting.csv
equal 'balance' 12.34 "$(sed -n 2p got | cut -d, -f12)"

# --- one customer: visits

# Losses and call-backs of the same day by turns, then a loss that stays open.
calls=$((scale * 3 / 10))
awk -v N=$calls "$library"'BEGIN {
	print "customer,date,staff,kind,outcome"
	for (i = 0; i < N; i++) {
		if (i % 50 == 0) date = day_of(int(i * 1800 / N))
		printf "C1,%s,S1,call,lost\nC1,%s,S2,callback,closed\n", date, date
	}
	print "C1,2024-12-21,S1,call,lost"
}' >visits.csv
printf 'customer,date,staff,name,phone\nC1,2020-01-01,S1,N,1\n' >registration.csv
within_time "kehu-lost, $((2 * calls)) visits of one customer" kehu-lost --as-of=$as_of --registration=registration.csv --visits=visits.csv
equal 'one call-back is open' 'C1,N,callback,callback_specialist,2024-12-21,2024-12-24,7,' "$(sed 1d got | cut -d, -f1-8)"
within_time "kehu-fault, $((2 * calls)) visits of one customer" kehu-fault --as-of=$as_of --registration=registration.csv --visits=visits.csv
equal 'the call-backs of S2, and the one missed' "$calls callback.clean S2
1 callback.missed " "$(awk -F, 'NR > 1 { n[$5 " " $2]++ } END { for (c in n) print n[c], c }' got | LC_ALL=C sort -k 2)"
equal 'the day it was missed' '2024-12-25,,,C1,callback.missed,visits.csv:'$((2 * calls + 2)) "$(grep missed got)"

# --- one person: faults

each=$((scale / 5))
awk -v N=$each "$library"'BEGIN {
	print "date,person,customer,code,source"
	for (i = 0; i < N; i++) {
		if (i % 10 == 0) date = day_of(int(i * 1800 / N))
		split("warning record_lost script_skipped", code, " ")
		for (c = 1; c <= 3; c++) printf "%s,S1,C%d,%s,visits.csv:%d\n", date, i % 7, code[c], 3 * i + c
	}
}' >faults.csv
# Warnings: 30 for the fourth in each of 60 months (2020-01 to 2024-12, day 1799 is 2024-12-04), records lost: 30 each, call-backs: 30 each but the first.
wanted=$((30 * 60 + 30 * each + 30 * (each - 1))).00
# shellcheck disable=SC2016
sum='NR > 1 { sub(/\./, "", $column); total += $column } END { printf "%.0f.%02.0f\n", (total - total % 100) / 100, total % 100 }'
within_time "kehu-penalty, $((3 * each)) faults of one person" kehu-penalty --as-of=$as_of faults.csv
equal 'a line for every fault' $((3 * each + 1)) "$(wc -l <got)"
equal 'the charges' $wanted "$(awk -F, -v column=9 "$sum" got)"
within_time 'kehu-penalty --summary' kehu-penalty --summary --as-of=$as_of faults.csv
equal 'the months' 61 "$(wc -l <got)"
equal 'the charges of the months' $wanted "$(awk -F, -v column=5 "$sum" got)"

# --- faults priced by role

awk -v N=$each "$library"'BEGIN {
	print "date,person,code,customer,source"
	for (i = 0; i < N; i++) printf "%s,,callback.missed,C%d,visits.csv:%d\n", day_of(int(i * 1800 / N)), i % 1000, i
}' >roles.csv
within_time "kehu-penalty, $each faults priced by role" kehu-penalty --as-of=$as_of roles.csv
equal 'two lines for every fault' $((2 * each + 1)) "$(wc -l <got)"
equal 'the charges by role' $((30 * each)).00 "$(awk -F, -v column=9 "$sum" got)"

# --- nothing but errors

awk -v N=$each 'BEGIN {
	print "customer,date,kind,amount,doc,ref"
	for (i = 0; i < N; i++) printf "C1,2025-02-29,invoice,1,D%d,\n", i
	for (i = 0; i < N; i++) print "C1,2020-01-01,invoice,1,D0,"
	for (i = 0; i < N; i++) printf "C1,2020-01-01,payment,1,,D%d\n", i
}' >bad.csv
timeout 120 kehu-check --as-of=$as_of --receivables=bad.csv >got 2>count
equal "kehu-check, $((3 * each)) records of one customer, all bad but two" 1 $?
# Bad dates; D0 from the second on; refs to all but D0.
equal 'the count of errors' "kehu-check: $((3 * each - 2)) errors in $((3 * each)) records" "$(cat count)"
equal 'the errors of each kind' "$each date
$((each - 1)) doc
$((each - 1)) ref" "$(awk -F, 'NR > 1 { n[$3]++ } END { for (c in n) print n[c], c }' got | LC_ALL=C sort -k 2)"
timeout 120 kehu-latefee --all --as-of=$as_of --rejects=rejects.csv bad.csv >out 2>err
equal 'kehu-latefee of the same' "1 kehu-latefee: $((3 * each - 2)) records set aside in rejects.csv" "$? $(cat err)"
same 'kehu-check and --rejects' got rejects.csv
equal 'the one invoice' 2 "$(wc -l <out)"

echo "scale: $passed passed, $failed failed"
[ $failed -eq 0 ]
