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
within_time "kehu-age, $((2 * scale)) postings of one customer" kehu-age --by-customer --as-of=$as_of spread.csv
equal 'outstanding, ageing' "$(cut -d, -f1 spread-total.csv)" "$(sed -n 2p got | cut -d, -f2)"
within_time "kehu-dun, $((2 * scale)) postings of one customer" kehu-dun --as-of=$as_of spread.csv
equal 'days, overdue, outstanding' "$(awk -F, '{ print $3 "," $2 "," $1 }' spread-total.csv)" "$(sed -n 2p got | cut -d, -f4,7,8)"
within_time "kehu-ledger, $((2 * scale)) postings of one customer" kehu-ledger --as-of=$as_of spread.csv
equal 'a line for each posting, opening and closing' $((2 * scale + 3)) "$(wc -l <got)"
equal 'the closing balance' "$(cut -d, -f1 spread-total.csv)" "$(tail -n 1 got | cut -d, -f8)"
within_time 'kehu-ledger --allocation' kehu-ledger --allocation --as-of=$as_of spread.csv
awk -F, "$library"'NR > 1 && $3 != "" { sub(/\./, "", $4); used[$3] += $4 }
	END { for (doc in used) print doc "," yuan(used[doc]) }' got | LC_ALL=C sort >used
awk -F, 'NR > 1 && $3 != "0.00" { print $1 "," $3 }' spread-fees.csv | cmp - used
equal 'the uses of each invoice' 0 $?
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

# --- one customer: owner and deadlines

within_time "kehu-owner, $((2 * calls)) visits of one customer" kehu-owner --as-of=$as_of --registration=registration.csv --visits=visits.csv
equal 'the owner' 'C1,,S1,2020-01-01,2025-01-20,20,first_contact,,realty 3.1.1' "$(sed 1d got)"
within_time 'kehu-owner --events' kehu-owner --events --as-of=$as_of --registration=registration.csv --visits=visits.csv
equal 'an event for the registration and each day with a call' \
	$(($(grep ',call,' visits.csv | cut -d, -f2 | sort -u | wc -l) + 1)) "$(sed 1d got | wc -l)"
within_time "kehu-due, $((2 * calls)) visits of one customer" kehu-due --all --policy=crm --as-of=$as_of \
	--registration=registration.csv --visits=visits.csv
equal 'a case for each contact' $((calls + 2)) "$(grep -c '^contact,' got)"

# Complaints of one day, each closed by the call-back that answers it, the last first; and all by the third day of calls.
awk -v N=$calls 'BEGIN {
	print "customer,date,staff,kind,id,ref"
	for (i = 0; i < N; i++) printf "C1,2024-01-01,S1,complaint,I%d,\n", i
	for (i = N - 1; i >= 0; i--) printf "C1,2024-01-%02d,S1,callback,,I%d\n", 2 + i % 3, i
	for (i = 0; i < N; i++) printf "C1,2024-02-%02d,S1,call,,\n", 2 + i % 3
}' >complaints.csv
printf '%s\n' rule,key,value base,,none 'due.from,a,complaint' 'due.to,a,callback' 'due.limit,a,2 days' 'due.from,b,complaint' \
	'due.to,b,call' 'due.count,b,3' 'due.limit,b,34 days' >due.csv
within_time "kehu-due, $calls cases open at once" kehu-due --all --policy=./due.csv --as-of=$as_of \
	--registration=registration.csv --visits=complaints.csv
equal 'those of each state' "$calls b met
$((calls - calls / 3)) a met
$((calls / 3)) a late" "$(awk -F, 'NR > 1 { n[$1 " " $7]++ } END { for (c in n) print n[c], c }' got | LC_ALL=C sort -rn)"

# --- many customers of one party, one chain of referrers, one person

each=$((scale / 5))
awk -v N=$each 'BEGIN {
	print "customer,date,staff,name,phone,party"
	for (i = 0; i < N; i++) printf "C%d,2024-12-%02d,S%d,N,1,P\n", i, i % 31 + 1, i % 31
}' >party.csv
printf 'customer,date,staff,kind\n' >no-visits.csv
within_time "kehu-owner, $each customers of one party" kehu-owner --as-of=$as_of --registration=party.csv --visits=no-visits.csv
equal 'one owner' "$each S0,2024-12-01,2025-01-07" "$(sed 1d got | cut -d, -f3-5 | uniq -c | sed 's/^ *//')"
awk -v N=$each 'BEGIN {
	print "customer,date,staff,name,phone,referrer"
	for (i = 0; i < N; i++) printf "C%d,2024-12-30,S%d,N,1,%s\n", i, i, i ? "C" i - 1 : ""
}' >chain.csv
within_time "kehu-owner, a chain of $each referrers" kehu-owner --as-of=$as_of --registration=chain.csv --visits=no-visits.csv
equal 'all belong to the first' "$((each - 1)) S0,referral
1 S0,first_contact" "$(awk -F, 'NR > 1 { n[$3 "," $7]++ } END { for (c in n) print n[c], c }' got | LC_ALL=C sort -rn)"

# S1 may hold ten, each for eight days; fifty come every day.
awk -v N=$((each / 2)) "$library"'BEGIN {
	print "customer,date,staff,name,phone"
	for (i = 0; i < N; i++) printf "C%d,%s,S1,N,1\n", i, day_of(int(i / 50))
}' >crowd.csv
printf 'rule,value\nowner.capacity,10\n' >capacity.csv
within_time "kehu-owner, $((each / 2)) customers of a person who may hold ten" kehu-owner --events --policy=./capacity.csv \
	--as-of=$as_of --registration=crowd.csv --visits=no-visits.csv
equal 'those that he got' $(((each / 100 + 7) / 8 * 10)) "$(grep -c ',first_contact,' got)"

awk -v N=$each "$library"'BEGIN {
	print "customer,date,staff,kind"
	for (i = 0; i < N; i++) printf "C%d,%s,S1,visit\n", i, day_of(int(i * 1800 / N))
}' >arrivals.csv
awk 'BEGIN { print "staff,role"; for (i = 0; i < 20; i++) printf "T%02d,salesperson\n", i }' >staff.csv
printf 'customer,date,staff\n' >no-registration.csv
within_time "kehu-rota, $each arrivals" kehu-rota --staff=staff.csv --as-of=$as_of --registration=no-registration.csv --visits=arrivals.csv
equal 'the same number for each' "20 $((each / 20))" "$(sed 1d got | cut -d, -f4 | sort | uniq -c | awk '{ print $1 }' | uniq -c | awk '{ print $1, $2 }')"

# --- one customer: orders

awk -v N=$each "$library"'BEGIN {
	print "customer,order,date,amount"
	for (i = 0; i < N; i++) printf "C1,O%d,%s,%d.25\n", i, day_of(365 + int(i * 1400 / N)), i % 7 + 1
}' >orders.csv
printf 'customer,grade,balance\nC1,A,1000.00\n' >grades.csv
within_time "kehu-credit, $each orders of one customer" kehu-credit --as-of=$as_of --orders=orders.csv grades.csv
equal 'the last exposure' \
	"$(awk -F, "$library"'NR > 1 { sub(/\./, "", $4); sum += $4 } END { print yuan(sum + 100000) }' orders.csv)" \
	"$(tail -n 1 got | cut -d, -f8)"
printf 'customer,date,staff,filed,contract\nC1,2020-01-01,S1,2020-01-01,2020-01-01\n' >filed.csv
within_time "kehu-credit, $each orders under rolling credit" kehu-credit --policy=rolling_credit --as-of=$as_of --orders=orders.csv \
	--registration=filed.csv --receivables=spread.csv
last=$(tail -n 1 orders.csv | cut -d, -f3)
first=$(date -u -d "$last - 30 days" +%Y-%m-%d)
equal 'the last limit' "$(awk -F, -v first="$first" -v last="$last" "$library"'
	$3 == "payment" && $2 >= first && $2 < last { sub(/\./, "", $4); sum += $4 } END { print yuan(sum) }' spread.csv)" \
	"$(tail -n 1 got | cut -d, -f5)"

# --- one person: faults

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
