#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: sample_test.sh
# One night of the sample company: every grade, action, fault code and price must occur, at the customer placed for it. Ends
# with "sample: P passed, F failed". KEHU_BUILD: see environment.sh.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
passed=0 failed=0

result() {
	if [ "$2" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'sample: FAIL %s\n' "$1"
	fi
}

# has FILE: each line of standard input must be a whole line of the night's FILE.
has() {
	while IFS= read -r line; do
		grep -q -x -F -e "$line" "$1"
		result "${1##*/} has no line $line" $?
	done
}

mkdir "$scratch/sample"
awk -v folder="$scratch/sample" -f "$here/sample/make.awk"
for file in registration visits receivables orders staff; do
	cmp "$here/sample/$file.csv" "$scratch/sample/$file.csv"
	result "$file.csv is not what make.awk makes" $?
done

kehu-nightly --as-of=2025-12-31 --staff="$here/sample/staff.csv" "$here/sample" "$scratch/nights" 2>"$scratch/log"
status=$?
[ $status -eq 0 ] || cat "$scratch/log"
result "exit status $status: the sample must be clean" $status
night=$scratch/nights/latest

# customer, score, grade, days, limit, note, clause
cut -d, -f1,25- "$night/grades.csv" >"$scratch/grades"
has "$scratch/grades" <<'END'
KH0001,10.00,A,50,2000000.00,,dairy 7
KH0002,8.00,A,50,2000000.00,,dairy 7
KH0003,6.50,B,50,1000000.00,,dairy 7
KH0004,5.10,B,50,1000000.00,,dairy 7
KH0005,3.20,C,0,0.00,,dairy 7
KH0006,7.00,B,50,1000000.00,influence not assessed by a manager,dairy 7
KH0007,9.70,C,0,0.00,first year,dairy 7 note
KH0008,8.80,C,0,0.00,influence not assessed by a manager; first year,dairy 7 note
KH0012,6.40,B,50,1000000.00,,dairy 7
END

has "$night/latefee.csv" <<'END'
KH0003,KH0003-25B,2025-10-20,2025-12-09,2700000.00,2160000.00,540000.00,22,2376.00,dairy 16
KH0005,KH0005-25A,2025-05-10,2025-06-29,900000.00,180000.00,720000.00,185,26640.00,dairy 16
KH0011,KH0011-25A,2025-03-01,2025-04-20,100000.00,100000.00,0.00,3,60.00,dairy 16
KH0012,KH0012-24B,2024-08-12,2024-10-01,200000.00,200000.00,0.00,181,7240.00,dairy 16
KH0013,KH0013-25A,2025-06-10,2025-07-30,30000.00,30000.00,0.00,10,20.00,dairy 16
KH0014,KH0014-25A,2025-02-03,2025-03-25,64000.00,64000.00,0.00,270,640.00,dairy 16
KH0016,KH0016-25A,2025-10-15,2025-12-04,33333.33,0.00,33333.33,27,180.00,dairy 16
END

has "$night/rebate.csv" <<'END'
KH0012,2024,3640.00
KH0012,2025,3600.00
KH0015,2025,1800.00
END

has "$night/owners.csv" <<'END'
KH0071,P71,S11,2025-12-22,2026-01-06,6,first_contact,,realty 3.1.1
KH0072,P71,S11,2025-12-22,2026-01-06,6,first_contact,,realty 3.1.1
KH0073,,S11,2025-12-24,2025-12-31,0,referral,,realty 3.1.2.1
KH0074,,S15,2025-12-24,2025-12-31,0,requested,S12,realty 3.1.4
KH0075,,S14,2025-12-23,2026-01-07,7,new,S13,realty 3.2.2
KH0078,,S12,2025-12-22,,,deal,,realty 3.4.1
END

# customer, date, staff, credit, commission, basis
cut -d, -f1-6 "$night/commission.csv" >"$scratch/commission"
has "$scratch/commission" <<'END'
KH0076,2025-12-28,S11,100.00,70.00,helped
KH0076,2025-12-28,S16,0.00,30.00,helped
KH0077,2025-12-29,S12,0.00,50.00,unaware
KH0077,2025-12-29,S13,100.00,50.00,unaware
KH0078,2025-12-29,S12,100.00,100.00,knowing
KH0079,2025-12-30,S15,0.00,50.00,transferred
KH0079,2025-12-30,S16,100.00,50.00,transferred
KH0080,2025-12-29,S11,100.00,100.00,lapsed
END

# customer, order, exposure, excess, percentage, decision, approver
cut -d, -f1,2,8-10,12,13 "$night/credit.csv" >"$scratch/credit"
has "$scratch/credit" <<'END'
KH0001,D2601,1800000.00,-200000.00,,within,
KH0001,D2603,2600000.00,600000.00,30.00,approve,vice_president
KH0002,D2602,2248000.00,248000.00,12.40,approve,vice_president
KH0003,D2606,590000.00,-410000.00,,hold,
KH0007,D2604,100000.00,100000.00,20.00,approve,vice_president
KH0007,D2605,250000.01,250000.01,50.00,approve,managers_meeting
KH0012,D2607,1310000.00,310000.00,31.00,approve,managers_meeting
END

has "$night/ageing.csv" <<'END'
KH0002,248000.00,248000.00,0.00,0.00,0.00,0.00,0.00,248000.00
KH0003,540000.00,0.00,540000.00,0.00,0.00,0.00,0.00,540000.00
KH0005,720000.00,0.00,0.00,0.00,0.00,720000.00,0.00,720000.00
END

# customer, stage, since, days, next_stage, next_date, overdue
cut -d, -f1-7 "$night/dunning.csv" >"$scratch/dunning"
has "$scratch/dunning" <<'END'
KH0003,phone,2025-12-10,22,agreement,2026-01-08,540000.00
KH0005,legal,2025-09-27,185,,,720000.00
KH0014,written_off,,0,,,0.00
END

# customer, date, kind, doc, ref, debit, credit, balance
cut -d, -f1-8 "$night/ledger.csv" >"$scratch/ledger"
has "$scratch/ledger" <<'END'
KH0013,2024-03-06,opening,,,,,0.00
KH0013,2025-06-02,payment,,KH0013-25B,,80000.00,-80000.00
KH0013,2025-06-20,invoice,KH0013-25B,,60000.00,,10000.00
KH0013,2025-12-31,closing,,,138000.00,143000.00,-5000.00
END

has "$night/followup.csv" <<'END'
KH0021,云台禾丰奶站,callback,S21,2025-12-30,2026-01-02,0,价格偏高,survey 3.1 assumed
KH0022,河湾瑞康养殖场,callback,S21,2025-12-20,2025-12-23,8,"已有供货商,不愿更换",survey 3.1 assumed
KH0024,石桥绿源奶牛合作社,revive,S14,2025-12-26,2026-01-02,0,愿意再谈,survey 3.3 assumed
KH0025,青山丰茂农机站,revive,S15,2025-12-17,2025-12-24,7,客户并未放弃,survey 3.3 assumed
KH0026,沙岭兴牧饲料店,revisit,S21,2025-12-30,2026-01-02,0,挤奶机漏气,survey 5.4 assumed
KH0028,西营同心养殖场,revisit,S21,2025-12-20,2025-12-23,8,送货少了两袋,survey 5.4 assumed
KH0029,南塘新牧农资商行,correct,S13,2025-12-26,2026-01-02,0,电话与登记不符,survey 3.4 assumed
KH0030,北原嘉禾家庭农场,track,S14,2025-12-03,2026-01-02,0,,assumed
KH0031,松岗长青奶站,track,S15,2025-12-16,2025-12-31,0,,assumed
KH0032,杏花宏盛养殖场,reassign,pool,2025-11-01,2025-12-01,30,,assumed
KH0033,大槐安顺奶牛合作社,reassign,pool,2025-12-20,2025-12-27,4,,assumed
KH0034,,revive,pool,2025-12-22,2025-12-29,2,无人联系过,survey 3.3 assumed
END
for customer in KH0023 KH0027 KH0035 KH0036; do
	! grep -q "^$customer," "$night/followup.csv"
	result "$customer has nothing to follow up" $?
done

# date, person, role, customer, code
cut -d, -f1-5 "$night/faults.csv" >"$scratch/faults"
has "$scratch/faults" <<'END'
2025-06-03,S11,salesperson,KH0041,register.mismatch
2025-12-22,S12,salesperson,KH0072,register.mismatch
2025-12-29,S14,salesperson,KH0078,knowing_contact
2025-06-04,S12,salesperson,KH0042,register.incomplete
2025-09-03,S22,callback_specialist,KH0061,script_skipped
2025-09-10,S22,callback_specialist,KH0062,script_incomplete
2025-09-17,S22,callback_specialist,KH0063,lax_judgement
2025-09-17,S22,callback_specialist,KH0063,misreport
2025-09-24,S22,callback_specialist,KH0064,callback.clean
2025-10-09,S41,archivist,KH0051,archive_late
2025-10-17,S41,archivist,KH0051,archive_contact
2025-11-06,S41,archivist,KH0051,archive_incomplete
2025-10-10,S31,service_consultant,KH0052,archive_sheet_unsigned
2025-10-20,S31,service_consultant,KH0052,archive_customer_signature
2025-10-24,S31,service_consultant,KH0052,archive_internal_signature
2025-10-24,S31,service_consultant,KH0052,archive_lost
2025-10-13,S15,salesperson,KH0046,dispute
2025-10-14,S15,salesperson,KH0047,record_lost
2025-10-15,S15,salesperson,KH0048,false_data
2025-10-16,S15,salesperson,KH0049,late_greeting
2025-11-06,S13,salesperson,KH0043,report.late
2025-12-25,S14,salesperson,KH0044,report.late
2025-11-28,S16,salesperson,KH0045,warning
2025-12-14,,,KH0027,revisit.missed
2025-12-24,,,KH0028,revisit.missed
2025-12-22,,,KH0023,callback.missed
2025-12-26,S21,callback_specialist,KH0023,callback.late
2025-12-26,S21,callback_specialist,KH0029,info_error
END

# person, role, date, customer, code, nth, amount, factor, charge
cut -d, -f1-9 "$night/penalty.csv" >"$scratch/penalty"
has "$scratch/penalty" <<'END'
S02,vice_president,2025-10-24,KH0037,callback.missed,1,20.00,1,20.00
S03,vice_president,2025-12-22,KH0023,callback.missed,1,20.00,1,20.00
S03,vice_president,2025-12-24,KH0022,callback.missed,2,20.00,1,20.00
S04,showroom_manager,2025-12-24,KH0022,callback.missed,2,10.00,1,10.00
S12,salesperson,2025-06-04,KH0042,register.incomplete,1,30.00,1,30.00
S15,salesperson,2025-10-13,KH0046,dispute,1,30.00,1,30.00
S15,salesperson,2025-10-14,KH0047,record_lost,1,30.00,1,30.00
S15,salesperson,2025-10-15,KH0048,false_data,1,30.00,1,30.00
S16,salesperson,2025-11-18,KH0045,warning,3,30.00,0,0.00
S16,salesperson,2025-11-21,KH0045,warning,4,30.00,1,30.00
S16,salesperson,2025-11-28,KH0045,warning,5,30.00,0,0.00
S16,salesperson,2025-12-05,KH0045,warning,1,30.00,0,0.00
S22,callback_specialist,2025-09-03,KH0061,script_skipped,1,30.00,0,0.00
S22,callback_specialist,2025-09-10,KH0062,script_incomplete,2,30.00,1,30.00
S22,callback_specialist,2025-09-17,KH0063,lax_judgement,3,30.00,1,30.00
S22,callback_specialist,2025-09-17,KH0063,misreport,3,30.00,0,0.00
S22,callback_specialist,2025-09-30,KH0065,misreport,1,30.00,0,0.00
S22,callback_specialist,2025-10-15,KH0066,lax_judgement,2,30.00,1,30.00
S31,service_consultant,2025-10-10,KH0052,archive_sheet_unsigned,1,20.00,1,20.00
S31,service_consultant,2025-10-20,KH0052,archive_customer_signature,2,50.00,1,50.00
S31,service_consultant,2025-10-24,KH0052,archive_internal_signature,3,20.00,2,40.00
S31,service_consultant,2025-10-24,KH0052,archive_lost,4,20.00,2,40.00
S41,archivist,2025-10-09,KH0051,archive_late,1,50.00,1,50.00
S41,archivist,2025-10-17,KH0051,archive_contact,2,50.00,2,100.00
S41,archivist,2025-11-06,KH0051,archive_incomplete,1,20.00,1,20.00
END

# Every price of the standard policy, and every code that has one, is met.
kehu-policy | sed -n 's/^penalty,\([^,/]*\).*/\1/p' | LC_ALL=C sort -u >"$scratch/priced"
cut -d, -f5 "$night/penalty.csv" | LC_ALL=C sort -u | LC_ALL=C comm -23 "$scratch/priced" - >"$scratch/unmet"
[ -s "$scratch/priced" ] && [ ! -s "$scratch/unmet" ]
result "codes with a price that do not occur: $(tr '\n' ' ' <"$scratch/unmet")" $?

echo "sample: $passed passed, $failed failed"
[ $failed -eq 0 ]
