#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The filters on two sets of real data, against numbers that awk finds in the same files by itself: how late every
# invoice was and what that cost (ibm), which lost customers nobody called back (pipeline), and the main job on both.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"

checks=32
if [ -z "${KEHU_SHARED_DATA:-}" ] || [ ! -d "$KEHU_SHARED_DATA/ibm" ] || [ ! -d "$KEHU_SHARED_DATA/pipeline" ]; then
	echo "realdata: the shared data is absent"
	echo "realdata: 0 passed, 0 failed, $checks skipped"
	exit 0
fi
ibm=$KEHU_SHARED_DATA/ibm pipeline=$KEHU_SHARED_DATA/pipeline
passed=0 failed=0
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
cd "$scratch" || exit 2

# same WHAT EXPECTED ACTUAL
same() {
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "realdata: $1: expected \"$2\", found \"$3\""
	fi
}

# same_files WHAT EXPECTED ACTUAL
same_files() {
	if diff "$2" "$3" >differences; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "realdata: $1: $(grep -c '^[<>]' differences) lines differ; the first:"
		sed -n 2,4p differences
	fi
}

# Days since the year 0, and yuan as whole fen, for the awk programs below.
functions='
function days(date,  y, m, d) {
	y = substr(date, 1, 4) + 0; m = substr(date, 6, 2) + 0; d = substr(date, 9, 2) + 0
	if (m < 3) { y--; m += 12 }
	return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + d
}
function fen(yuan) { return int(yuan * 100 + 0.5) }
'

printf 'rule,key,when,value,clause\nlatefee.grace_days,,,30,test\n' >grace30.csv
paid_rows=$(($(wc -l <"$ibm/dayslate.csv") - 1))

# ibm: the data is what the sums below take it for: one payment of the whole amount for every invoice, by ref.
awk -F, "$functions"'
	$3 == "invoice" { amount[$1 "," $5] = $4; invoices++ }
	$3 == "payment" { paid[$1 "," $6] += fen($4); n[$1 "," $6]++ }
	END {
		for (key in amount)
			if (n[key] != 1 || paid[key] != fen(amount[key]))
				odd++
		print invoices, odd + 0
	}' "$ibm/receivables.csv" >shape
same "ibm: every invoice has one payment of its amount" "$paid_rows 0" "$(cat shape)"

# How late: the days that the data itself names, cut at the as-of date for what was paid after it.
lateness() {
	kehu-latefee --as-of="$1" --policy=grace30.csv --all "$ibm/receivables.csv" >"late-$1.csv"
	same "ibm as of $1: exit status of kehu-latefee" 0 $?
	awk -F, -v as_of="$1" "$functions"'
		FNR == 1 { file++; next }
		file == 1 { if ($3 == "invoice" && $2 <= as_of) received[$1 "," $5] = 1; next }
		($1 "," $2) in received {
			late = $4; most = days(as_of) - days($3)
			if (late > most)
				late = most > 0 ? most : 0
			print $1 "," $2 "," $3 "," late
		}' "$ibm/receivables.csv" "$ibm/dayslate.csv" | LC_ALL=C sort >"expected-$1"
	awk -F, 'NR > 1 { print $1 "," $2 "," $4 "," $8 }' "late-$1.csv" | LC_ALL=C sort >"found-$1"
	same_files "ibm as of $1: due dates and days late" "expected-$1" "found-$1"
}
lateness 2013-12-31
lateness 2014-01-31
same "ibm: invoices compared once all are paid" "$paid_rows" "$(($(wc -l <late-2014-01-31.csv) - 1))"
same "ibm: outstanding once all are paid" 0 \
	"$(awk -F, 'NR > 1 && $7 != "0.00"' late-2014-01-31.csv | wc -l | tr -d ' ')"

# What it cost: 0.02% a day after the due date, each invoice rounded to fen.
fees() {
	awk -F, -v grace="$1" -v as_of=2013-12-31 "$functions"'
		$3 == "invoice" && $2 <= as_of { received[$1 "," $5] = days($2); amount[$1 "," $5] = fen($4) }
		$3 == "payment" && $2 <= as_of { paid[$1 "," $6] = days($2) }
		END {
			for (key in received) {
				end = key in paid ? paid[key] : days(as_of)
				late = end - received[key] - grace
				if (late > 0)
					sum += int((amount[key] * 2 * late + 5000) / 10000)
			}
			printf "%d\n", sum
		}' "$ibm/receivables.csv"
}
sum_fees() {
	awk -F, "$functions"'NR > 1 { sum += fen($9) } END { printf "%d\n", sum }' "$1"
}
kehu-latefee --as-of=2013-12-31 "$ibm/receivables.csv" >standard.csv
same "ibm: fees in fen, standard" "$(fees 50)" "$(sum_fees standard.csv)"
kehu-latefee --as-of=2013-12-31 --policy=grace30.csv "$ibm/receivables.csv" >grace30-fees.csv
same "ibm: fees in fen, 30 days of grace" "$(fees 30)" "$(sum_fees grace30-fees.csv)"
kehu-latefee --as-of=2013-12-31 --policy=grace30.csv --by-year "$ibm/receivables.csv" >years.csv
same "ibm: fees in fen, added up over the years" "$(fees 30)" \
	"$(awk -F, "$functions"'NR > 1 { sum += fen($3) } END { printf "%d\n", sum }' years.csv)"

# pipeline: whoever was lost and was not called back, revived or dealt with since, with the first day of the loss.
LC_ALL=C sort -s -t, -k2,2 "$pipeline/visits.csv" | awk -F, '$2 != "date" {
		if ($5 == "lost" && $4 != "callback") { if (!($1 in since)) since[$1] = $2 }
		else if ($4 == "callback" || $4 == "deal" || $5 == "deal" || $5 == "revived") delete since[$1]
	}
	END { for (customer in since) print customer "," since[customer] }' | LC_ALL=C sort >lost
same "pipeline: lost customers that nobody called back" 2473 "$(wc -l <lost | tr -d ' ')"
kehu-lost --as-of=2017-12-31 --registration="$pipeline/registration.csv" --visits="$pipeline/visits.csv" >followup.csv
same "pipeline: exit status of kehu-lost" 0 $?
awk -F, '$3 == "callback" { print $1 "," $5 }' followup.csv | LC_ALL=C sort >callbacks
same_files "pipeline: call-backs" lost callbacks

# ibm: what is open at the end of each of these months by age, worked out from the invoices and payments themselves.
for as_of in 2012-03-31 2012-09-30 2013-04-30 2013-11-30; do
	awk -F, -v as_of=$as_of "$functions"'
		$2 > as_of { next }
		$3 == "invoice" { open[$1 "," $5] = fen($4); due[$1 "," $5] = days($2) + 30 }
		$3 == "payment" { open[$1 "," $6] -= fen($4) }
		function of(age) { return age < 1 ? 1 : age <= 30 ? 2 : age <= 60 ? 3 : age <= 90 ? 4 : 5 }
		END {
			for (doc in open) if (open[doc] > 0) {
				sum[of(days(as_of) - due[doc])] += open[doc]
				all += open[doc]
				split(doc, part, ",")
				if (!(part[1] in seen)) { seen[part[1]] = 1; customers++ }
			}
			printf "%d,%.2f", customers, all / 100
			for (i = 1; i <= 5; i++) printf ",%.2f", sum[i] / 100
			printf ",0.00,%.2f\n", all / 100
		}' "$ibm/receivables.csv" >ages
	kehu-age --total --policy=./grace30.csv --as-of=$as_of "$ibm/receivables.csv" | sed 1d >total
	same_files "ibm: ages on $as_of" ages total
	kehu-ledger --as-of=$as_of "$ibm/receivables.csv" |
		awk -F, "$functions"'$3 == "closing" { sum += fen($8) } END { printf "%.2f\n", sum / 100 }' >closing
	same "ibm: closing balances on $as_of" "$(cut -d, -f2 ages)" "$(cat closing)"
	kehu-dun --policy=./grace30.csv --as-of=$as_of "$ibm/receivables.csv" |
		awk -F, "$functions"'NR > 1 { sum += fen($7) } END { printf "%.2f\n", sum / 100 }' >overdue
	same "ibm: overdue on $as_of" "$(awk -F, '{ printf "%.2f", $4 + $5 + $6 + $7 }' ages)" "$(cat overdue)"
done

# pipeline: nobody gave a phone, so that nobody owns a customer before the deal, and who closes it has all of it.
kehu-owner --as-of=2017-12-31 --commission=shares.csv --registration="$pipeline/registration.csv" \
	--visits="$pipeline/visits.csv" >owners.csv
same "pipeline: an owner by deal for each customer with one, the others in the pool" "4238 deal,
4062 pool," "$(sed 1d owners.csv | cut -d, -f7,8 | sort | uniq -c | sed 's/^ *//')"
awk -F, '$4 == "deal" || $5 == "deal" { print $1 "," $2 "," $3 ",100.00,100.00,lapsed" }' "$pipeline/visits.csv" |
	LC_ALL=C sort >deals
sed 1d shares.csv | cut -d, -f1-6 | LC_ALL=C sort >shares
same_files "pipeline: shares" deals shares
kehu-due --all --policy=keyaccount --as-of=2017-12-31 --registration="$pipeline/registration.csv" \
	--visits="$pipeline/visits.csv" >due.csv
same "pipeline: no complaint or opinion, so no feedback is due" 1 "$(wc -l <due.csv | tr -d ' ')"

# The main job.
kehu-nightly --as-of=2013-12-31 "$ibm" nights-ibm >log-ibm 2>&1
same "ibm: exit status of kehu-nightly" 0 $?
kehu-nightly --as-of=2017-12-31 "$pipeline" nights-pipeline >log-pipeline 2>&1
same "pipeline: exit status of kehu-nightly" 0 $?
same_files "ibm: the night's late fees" standard.csv nights-ibm/2013-12-31/latefee.csv

first=$(cat nights-ibm/2013-12-31/* | sha256sum)
kehu-nightly --as-of=2013-12-31 "$ibm" nights-ibm >log-ibm 2>&1
same "ibm: the same night again" "$first" "$(cat nights-ibm/2013-12-31/* | sha256sum)"

echo "realdata: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
