# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the sample company: awk -v folder=testdata/sample -f testdata/sample/make.awk
# writes registration.csv, visits.csv, receivables.csv, orders.csv and staff.csv there, the same bytes every time and with every awk.
#
# A dealer in feed and milking machines, 2024-01-01 to 2025-12-31 and a few records later. Nobody and nothing in it is real.
# KH0001 to KH0099 are placed by hand, one for each thing to look at; from KH0101 on customers follow a pattern.
BEGIN {
	set_up()
	grades()
	late_fees()
	follow_ups()
	records_with_faults()
	script_runs()
	owners()
	orders()
	for (i = 101; i <= 360; i++)
		ordinary(sprintf("KH%04d", i))
	write_streams()
	write_staff()
}

function set_up() {
	seed = 20251231
	n_places = split("河湾 柳林 石桥 青山 沙岭 东滩 西营 南塘 北原 松岗 杏花 大槐 清泉 白杨 平川 云台", places, " ")
	n_brands = split("禾丰 瑞康 金穗 绿源 丰茂 兴牧 康达 同心 新牧 嘉禾 长青 宏盛 安顺 恒通", brands, " ")
	n_kinds = split("奶牛合作社 养殖场 饲料店 农机站 牧业有限公司 家庭农场 奶站 农资商行", kinds, " ")
	n_sellers = split("S11 S12 S13 S14 S15 S16", sellers, " ")
	n_causes = split("价格偏高|交货太慢|离得远|资金不足|已有供货商|规模缩减", causes, "|")
	columns["registration"] = "customer,date,staff,name,phone,channel,register_no,personal_no,party,referrer,requested," \
		"influence,assessor,filed,contract,units"
	columns["visits"] = "customer,date,staff,kind,outcome,reason,planned,reported,fault,fixed,helper,basis,id,ref"
	columns["receivables"] = "customer,date,kind,amount,doc,ref,tons,contract_amount"
	columns["orders"] = "customer,order,date,amount,contract_amount"
}

# --- by hand

# An old customer: registered in January 2024, first trade that spring, long paid.
function old_customer(customer, staff, name, more) {
	registration(customer, "2024-01-15", staff, "name=" name ";phone=139" "0000" substr(customer, 3) ";channel=visit" more)
	visit(customer, "2024-01-22", staff, "visit", "open", "planned=2024-01-22;reported=2024-01-23")
	visit(customer, "2024-03-04", staff, "deal", "", "reported=2024-03-04")
	posting(customer, "2024-03-06", "invoice", "48000.00", "doc=" customer "-24A")
	posting(customer, "2024-04-10", "payment", "48000.00", "ref=" customer "-24A")
}

function grades() {
	old_customer("KH0001", "S11", "河湾禾丰牧业有限公司", ";influence=leader;assessor=总经理;filed=2024-01-16;contract=2024-03-01;units=12")
	posting("KH0001", "2025-01-15", "invoice", "5100000.00", "doc=KH0001-25A;tons=310.5;contract_amount=10200000.00")
	posting("KH0001", "2025-02-20", "payment", "5100000.00", "ref=KH0001-25A")
	posting("KH0001", "2025-07-10", "invoice", "5100000.00", "doc=KH0001-25B;tons=280;contract_amount=10200000.00")
	posting("KH0001", "2025-08-15", "payment", "5100000.00", "ref=KH0001-25B")

	old_customer("KH0002", "S12", "柳林瑞康奶牛合作社", ";influence=key;assessor=vice_president")
	posting("KH0002", "2025-04-02", "invoice", "3700000.00", "doc=KH0002-25A;tons=400")
	posting("KH0002", "2025-05-12", "payment", "3700000.00", "ref=KH0002-25A")
	posting("KH0002", "2025-11-20", "invoice", "2500000.00", "doc=KH0002-25B;tons=250.125")
	posting("KH0002", "2025-12-15", "payment", "2252000.00", "ref=KH0002-25B")

	old_customer("KH0003", "S13", "石桥金穗养殖场", ";influence=important;assessor=部门经理")
	posting("KH0003", "2025-03-05", "invoice", "2700000.00", "doc=KH0003-25A;tons=150")
	posting("KH0003", "2025-04-10", "payment", "2700000.00", "ref=KH0003-25A")
	posting("KH0003", "2025-10-20", "invoice", "2700000.00", "doc=KH0003-25B;tons=148.5")
	posting("KH0003", "2025-12-05", "payment", "2160000.00", "ref=KH0003-25B")

	old_customer("KH0004", "S14", "青山绿源家庭农场", ";influence=ordinary;assessor=department_manager")
	posting("KH0004", "2025-08-01", "invoice", "1200000.00", "doc=KH0004-25A;tons=66")
	posting("KH0004", "2025-09-15", "payment", "660000.00", "ref=KH0004-25A")

	old_customer("KH0005", "S15", "沙岭丰茂饲料店", "")
	posting("KH0005", "2025-05-10", "invoice", "900000.00", "doc=KH0005-25A")
	posting("KH0005", "2025-06-20", "payment", "180000.00", "ref=KH0005-25A")

	old_customer("KH0006", "S16", "东滩兴牧奶站", ";influence=leader;assessor=销售顾问")
	posting("KH0006", "2025-09-01", "invoice", "1500000.00", "doc=KH0006-25A")
	posting("KH0006", "2025-10-08", "payment", "1500000.00", "ref=KH0006-25A")

	new_customer("KH0007", "S11", "西营康达牧业有限公司", ";influence=key;assessor=董事长")
	new_customer("KH0008", "S12", "南塘同心农机站", ";influence=important;assessor=店长")

	old_customer("KH0009", "S13", "北原新牧养殖场", "")
	registration("KH0009", "2025-04-01 09:30", "S13", "phone=13900000909")
	registration("KH0009", "2025-04-01 16:05", "S13", "name=北原新牧奶牛养殖场;influence=minor;assessor=general_manager")
	visit("KH0009", "2025-04-20", "S13", "deal", "deal", "")
}

# Registered and first trading in March 2025, all paid.
function new_customer(customer, staff, name, more) {
	registration(customer, "2025-03-01", staff, "name=" name ";phone=137" "0000" substr(customer, 3) ";channel=referral;referrer=KH0001" more)
	visit(customer, "2025-03-05", staff, "visit", "deal", "planned=2025-03-05;reported=2025-03-05")
	posting(customer, "2025-03-10", "invoice", "10500000.00", "doc=" customer "-25A;tons=590")
	posting(customer, "2025-04-20", "payment", "10500000.00", "ref=" customer "-25A")
}

function late_fees() {
	old_customer("KH0011", "S14", "松岗嘉禾农资商行", "")
	posting("KH0011", "2025-03-01", "invoice", "100000.00", "doc=KH0011-25A")
	posting("KH0011", "2025-04-23", "payment", "100000.00", "ref=KH0011-25A")

	old_customer("KH0012", "S15", "杏花长青奶牛合作社", "")
	posting("KH0012", "2024-08-12", "invoice", "200000.00", "doc=KH0012-24B")
	posting("KH0012", "2025-03-31", "payment", "200000.00", "ref=KH0012-24B")

	old_customer("KH0013", "S16", "大槐宏盛家庭农场", "")
	posting("KH0013", "2025-06-02", "payment", "80000.00", "ref=KH0013-25B")
	posting("KH0013", "2025-06-10", "invoice", "30000.00", "doc=KH0013-25A")
	posting("KH0013", "2025-06-20", "invoice", "60000.00", "doc=KH0013-25B")
	posting("KH0013", "2025-08-09", "payment", "15000.00", "")

	old_customer("KH0014", "S11", "清泉安顺饲料店", "")
	posting("KH0014", "2025-02-03", "invoice", "64000.00", "doc=KH0014-25A")
	posting("KH0014", "2025-03-20", "credit", "4000.00", "ref=KH0014-25A")
	posting("KH0014", "2025-04-04", "payment", "50000.00", "ref=KH0014-25A")
	posting("KH0014", "2025-12-20", "writeoff", "10000.00", "ref=KH0014-25A")

	old_customer("KH0015", "S12", "白杨恒通农机站", "")
	posting("KH0015", "2024-11-25", "invoice", "300000.00", "doc=KH0015-24B")
	posting("KH0015", "2025-02-13", "payment", "300000.00", "ref=KH0015-24B")

	old_customer("KH0016", "S13", "平川同心农资商行", "")
	posting("KH0016", "2025-10-15", "invoice", "33333.33", "doc=KH0016-25A")
	posting("KH0016", "2026-01-06", "payment", "33333.33", "ref=KH0016-25A")
}

# A customer registered by a channel, with name and phone, who has not traded.
function prospect(customer, date, staff, name, channel) {
	registration(customer, date, staff, "name=" name ";phone=136" "0000" substr(customer, 3) ";channel=" channel)
}

function follow_ups() {
	prospect("KH0021", "2025-12-08", "S11", "云台禾丰奶站", "call")
	visit("KH0021", "2025-12-30", "S11", "call", "lost", "reason=价格偏高")
	visit("KH0021", "2026-01-02", "S21", "callback", "lost", "reason=价格偏高")

	prospect("KH0022", "2025-12-01", "S12", "河湾瑞康养殖场", "web")
	visit("KH0022", "2025-12-20", "S12", "visit", "lost", "reason=\"已有供货商,不愿更换\";planned=2025-12-20;reported=2025-12-21")

	prospect("KH0023", "2025-11-20", "S13", "柳林金穗家庭农场", "visit")
	visit("KH0023", "2025-12-18", "S13", "call", "lost", "reason=资金不足")
	visit("KH0023", "2025-12-20", "S21", "callback", "unreachable", "")
	visit("KH0023", "2025-12-26", "S21", "callback", "lost", "reason=资金不足")

	prospect("KH0024", "2025-12-02", "S14", "石桥绿源奶牛合作社", "call")
	visit("KH0024", "2025-12-24", "S14", "track", "lost", "reason=交货太慢")
	visit("KH0024", "2025-12-26", "S21", "callback", "revivable", "reason=愿意再谈")

	prospect("KH0025", "2025-11-25", "S15", "青山丰茂农机站", "referral")
	visit("KH0025", "2025-12-15", "S15", "call", "lost", "reason=离得远")
	visit("KH0025", "2025-12-17", "S21", "callback", "false_loss", "reason=客户并未放弃")

	old_customer("KH0026", "S16", "沙岭兴牧饲料店", "")
	visit("KH0026", "2025-12-30", "S31", "complaint", "", "reason=挤奶机漏气")
	visit("KH0026", "2026-01-02", "S21", "revisit", "closed", "")

	old_customer("KH0027", "S11", "东滩康达牧业有限公司", "")
	visit("KH0027", "2025-12-10", "S32", "complaint", "", "reason=\"饲料受潮\n要求退货\"")
	visit("KH0027", "2025-12-20", "S21", "revisit", "closed", "reason=已换货")

	old_customer("KH0028", "S12", "西营同心养殖场", "")
	visit("KH0028", "2025-12-20", "S31", "complaint", "", "reason=送货少了两袋")

	prospect("KH0029", "2025-12-03", "S13", "南塘新牧农资商行", "web")
	visit("KH0029", "2025-12-24", "S13", "call", "lost", "reason=规模缩减")
	visit("KH0029", "2025-12-26", "S21", "callback", "lost", "reason=电话与登记不符;fault=info_error")

	prospect("KH0030", "2025-10-09", "S14", "北原嘉禾家庭农场", "visit")
	visit("KH0030", "2025-12-03", "S14", "visit", "open", "planned=2025-12-03;reported=2025-12-04")

	prospect("KH0031", "2025-12-16", "S15", "松岗长青奶站", "call")

	prospect("KH0032", "2025-09-10", "S16", "杏花宏盛养殖场", "visit")
	visit("KH0032", "2025-11-01", "S16", "call", "open", "")

	prospect("KH0033", "2025-12-20", "S11", "大槐安顺奶牛合作社", "visit")

	visit("KH0034", "2025-12-19", "S12", "call", "lost", "reason=价格偏高")
	visit("KH0034", "2025-12-22", "S21", "callback", "false_loss", "reason=无人联系过")

	prospect("KH0035", "2025-08-04", "S13", "清泉恒通农机站", "web")
	visit("KH0035", "2025-09-02", "S13", "visit", "elsewhere", "planned=2025-09-02;reported=2025-09-02")

	prospect("KH0036", "2025-07-07", "S14", "\"白杨,禾丰联营二站\"", "referral")
	visit("KH0036", "2025-08-11", "S14", "call", "lost", "reason=离得远")
	visit("KH0036", "2025-08-13", "S21", "callback", "revivable", "")
	visit("KH0036", "2025-08-18", "S14", "visit", "revived", "planned=2025-08-18;reported=2025-08-19")
	visit("KH0036", "2025-09-01", "S14", "deal", "deal", "")

	prospect("KH0037", "2025-10-02", "S15", "平川嘉禾奶站", "web")
	visit("KH0037", "2025-10-20", "S15", "call", "lost", "reason=已有供货商")
	visit("KH0037", "2025-10-24", "S21", "callback", "lost", "reason=已有供货商")
}

# A prospect who has long bought: nothing to follow up, so that only the fault shows.
function settled(customer, staff, name) {
	prospect(customer, "2025-06-03", staff, name, "visit")
	visit(customer, "2025-06-20", staff, "deal", "deal", "")
}

function fault(customer, date, staff, code) {
	visit(customer, date, staff, "other", "", "fault=" code)
}

function records_with_faults() {
	registration("KH0041", "2025-06-03", "S11", "name=平川瑞康饲料店;phone=13600000041;channel=visit;register_no=G2025-0603;personal_no=G2025-0630")
	visit("KH0041", "2025-06-20", "S11", "deal", "deal", "")
	registration("KH0042", "2025-06-04", "S12", "name=云台金穗养殖场;channel=call;register_no=G2025-0604;personal_no=G2025-0604")
	registration("KH0042", "2025-06-09", "S12", "phone=13600000042")
	visit("KH0042", "2025-06-20", "S12", "deal", "deal", "")
	settled("KH0043", "S13", "河湾绿源农资商行")
	visit("KH0043", "2025-11-03", "S13", "visit", "", "planned=2025-11-03;reported=2025-11-08")
	settled("KH0044", "S14", "柳林丰茂家庭农场")
	visit("KH0044", "2025-12-22", "S14", "visit", "", "planned=2025-12-22;reported=2026-01-03")
	settled("KH0045", "S16", "石桥兴牧奶站")
	visit("KH0045", "2025-11-04", "S16", "warning", "", "reason=未按顺序接待")
	visit("KH0045", "2025-11-11", "S16", "warning", "", "reason=记录不及时;fault=warning")
	visit("KH0045", "2025-11-18", "S16", "warning", "", "reason=记录不及时")
	visit("KH0045", "2025-11-21", "S16", "warning", "", "reason=记录不实")
	visit("KH0045", "2025-11-28", "S16", "warning", "", "reason=未按顺序接待")
	visit("KH0045", "2025-12-05", "S16", "warning", "", "reason=未按顺序接待")
	settled("KH0046", "S15", "青山康达农机站")
	fault("KH0046", "2025-10-13", "S15", "dispute")
	settled("KH0047", "S15", "沙岭同心奶牛合作社")
	fault("KH0047", "2025-10-14", "S15", "record_lost")
	settled("KH0048", "S15", "东滩新牧养殖场")
	fault("KH0048", "2025-10-15", "S15", "false_data")
	settled("KH0049", "S15", "西营嘉禾饲料店")
	fault("KH0049", "2025-10-16", "S15", "late_greeting")
	settled("KH0051", "S11", "南塘长青农资商行")
	fault("KH0051", "2025-10-09", "S41", "archive_late")
	fault("KH0051", "2025-10-17", "S41", "archive_contact")
	fault("KH0051", "2025-11-06", "S41", "archive_incomplete")
	settled("KH0052", "S12", "北原宏盛牧业有限公司")
	fault("KH0052", "2025-10-10", "S31", "archive_sheet_unsigned")
	fault("KH0052", "2025-10-20", "S31", "archive_customer_signature")
	fault("KH0052", "2025-10-24", "S31", "archive_internal_signature archive_lost")
}

# A lost customer, called back two days later.
function called_back(customer, date, staff, name, code) {
	prospect(customer, iso(day(date) - 20), "S11", name, "call")
	visit(customer, date, "S11", "call", "lost", "reason=价格偏高")
	visit(customer, iso(day(date) + 2), staff, "callback", "lost", "reason=价格偏高" (code == "" ? "" : ";fault=" code))
}

function script_runs() {
	called_back("KH0061", "2025-09-01", "S22", "松岗安顺家庭农场", "script_skipped")
	called_back("KH0062", "2025-09-08", "S22", "杏花恒通奶站", "script_incomplete")
	called_back("KH0063", "2025-09-15", "S22", "大槐禾丰农机站", "lax_judgement misreport")
	called_back("KH0064", "2025-09-22", "S22", "清泉瑞康养殖场", "")
	called_back("KH0065", "2025-09-28", "S22", "白杨金穗奶牛合作社", "misreport")
	called_back("KH0066", "2025-10-13", "S22", "平川绿源饲料店", "lax_judgement")
}

# Whose customer it is, and how a deal is shared.
function owners() {
	registration("KH0071", "2025-12-22 10:05", "S11", "name=河湾恒通牧业有限公司;phone=13600000071;channel=call;register_no=31;personal_no=31;party=P71")
	registration("KH0072", "2025-12-22 09:40", "S12", "name=河湾恒通二分场;phone=13600000072;channel=call;register_no=35;personal_no=35;party=P71")
	registration("KH0073", "2025-12-24", "S14", "name=柳林安顺养殖场;phone=13600000073;referrer=KH0001")
	prospect("KH0074", "2025-12-22", "S12", "石桥宏盛家庭农场", "call")
	registration("KH0074", "2025-12-24 14:20", "S12", "requested=S15")
	prospect("KH0075", "2025-11-10", "S13", "青山长青奶站", "visit")
	registration("KH0075", "2025-12-23", "S14", "channel=web")
	prospect("KH0076", "2025-12-15", "S11", "沙岭嘉禾农机站", "call")
	visit("KH0076", "2025-12-28", "S11", "deal", "", "helper=S16")
	prospect("KH0077", "2025-12-22", "S12", "东滩新牧饲料店", "visit")
	visit("KH0077", "2025-12-29", "S13", "deal", "", "")
	prospect("KH0078", "2025-12-22", "S12", "西营同心奶牛合作社", "call")
	visit("KH0078", "2025-12-29", "S14", "deal", "", "basis=knowing")
	prospect("KH0079", "2025-12-20", "S15", "南塘康达农资商行", "call")
	visit("KH0079", "2025-12-30", "S16", "deal", "", "basis=transferred")
	prospect("KH0080", "2025-12-15", "S16", "北原兴牧牧业有限公司", "call")
	visit("KH0080", "2025-12-29", "S11", "deal", "", "")
}

# Orders that ask for credit.
function orders() {
	order("KH0001", "D2601", "2025-12-29", "1800000.00", "")
	order("KH0002", "D2602", "2025-12-29", "2000000.00", "")
	order("KH0001", "D2603", "2025-12-30", "800000.00", "")
	order("KH0007", "D2604", "2025-12-30", "100000.00", "500000.00")
	order("KH0007", "D2605", "2025-12-30", "150000.01", "500000.00")
	order("KH0003", "D2606", "2025-12-31", "50000.00", "")
	order("KH0012", "D2607", "2025-12-31", "1310000.00", "")
	order("KH0012", "D2608", "2026-01-05", "5000.00", "")
}

# --- by pattern

# Park and Miller's generator: exact in any awk's numbers.
function below(n) {
	seed = (seed * 16807) % 2147483647
	return seed % n
}

function between(low, high) {
	return low + below(high - low + 1)
}

function ordinary(customer,   staff, start, name) {
	staff = sellers[between(1, n_sellers)]
	start = day("2024-01-02") + below(500)
	name = places[between(1, n_places)] brands[between(1, n_brands)] kinds[between(1, n_kinds)]
	registration(customer, iso(start), staff, "name=" name ";phone=13" between(5, 9) "0000" substr(customer, 3) \
		";channel=" word("call visit visit web referral") ";register_no=G" start "-" substr(customer, 3) \
		";personal_no=G" start "-" substr(customer, 3) influence_of(customer) \
		(below(3) == 0 ? ";filed=" iso(start + below(4)) : ""))
	if (below(6) == 0)
		registration(customer, iso(start + 40), staff, "phone=13" between(5, 9) "0000" substr(customer, 3))
	if (below(10) < 6)
		trader(customer, staff, start)
	else if (below(10) < 7)
		loser(customer, staff, start + 45)
	else
		talker(customer, staff, start)
}

function influence_of(customer) {
	if (below(3) > 0)
		return ""
	return ";influence=" word("key important ordinary ordinary minor") ";assessor=" word("部门经理 副总经理 department_manager")
}

function word(list,   n, words) {
	n = split(list, words, " ")
	return words[between(1, n)]
}

function contact(customer, at, staff, outcome) {
	if (below(2) == 0)
		visit(customer, iso(at), staff, "visit", outcome, "planned=" iso(at - below(3)) ";reported=" iso(at + below(3)))
	else
		visit(customer, iso(at), staff, word("call call track"), outcome, "")
}

# Buys after a few contacts and goes on buying.
function trader(customer, staff, start,   at, last, n, scale) {
	last = day("2025-12-31")
	contact(customer, start + between(4, 12), staff, "open")
	visit(customer, iso(start + between(15, 30)), staff, "deal", "deal", "")
	scale = word("1 1 2 3 8 20")
	for (at = start + between(31, 60); at < last; at += between(60, 120)) {
		n++
		invoice(customer, at, customer "-" n, between(800000, 9000000) * scale)
	}
	for (at = start + between(60, 100); at < last; at += between(90, 200))
		contact(customer, at, staff, "")
}

function invoice(customer, at, doc, fen,   lag) {
	posting(customer, iso(at), "invoice", yuan(fen), "doc=" doc \
		(below(2) == 0 ? ";tons=" int(fen / 300000) "." between(1, 9) : "") \
		(below(4) == 0 ? ";contract_amount=" yuan(fen * 2) : ""))
	lag = below(10) < 7 ? between(10, 50) : between(51, 95)
	if (below(25) == 0)
		return
	if (at + lag > day("2026-01-08"))
		return
	if (below(6) == 0) {
		posting(customer, iso(at + int(lag / 2)), "payment", yuan(int(fen / 3)), "ref=" doc)
		fen -= int(fen / 3)
	}
	posting(customer, iso(at + lag), "payment", yuan(fen), below(3) == 0 ? "" : "ref=" doc)
}

# Is lost, and called back in time.
function loser(customer, staff, at,   reason) {
	reason = causes[between(1, n_causes)]
	contact(customer, at - between(5, 30), staff, "open")
	visit(customer, iso(at), staff, "call", "lost", "reason=" reason)
	visit(customer, iso(at + between(1, 3)), "S21", "callback", word("lost lost lost elsewhere"), "reason=" reason)
}

# Talks and talks, and has not decided.
function talker(customer, staff, start,   at, last) {
	last = day("2025-12-31") - below(40)
	for (at = start + between(3, 10); at <= last; at += between(20, 60))
		contact(customer, at, staff, below(12) == 0 ? "unreachable" : "open")
}

# --- records

# Each keeps a record until the streams are written, in the order of their dates. `more` is "column=value;column=value".
function registration(customer, date, staff, more) {
	keep("registration", date, "customer=" customer ";date=" date ";staff=" staff ";" more)
}

function visit(customer, date, staff, kind, outcome, more) {
	keep("visits", date, "customer=" customer ";date=" date ";staff=" staff ";kind=" kind ";outcome=" outcome ";" more)
}

function posting(customer, date, kind, amount, more) {
	keep("receivables", date, "customer=" customer ";date=" date ";kind=" kind ";amount=" amount ";" more)
}

function order(customer, id, date, amount, contract) {
	keep("orders", date, "customer=" customer ";order=" id ";date=" date ";amount=" amount ";contract_amount=" contract)
}

function keep(stream, date, values,   at) {
	at = day(substr(date, 1, 10))
	records[stream, at] = records[stream, at] record(columns[stream], values) "\n"
}

function record(names, values,   n, i, name, part, at, given, line) {
	n = split(values, part, ";")
	for (i = 1; i <= n; i++) {
		at = index(part[i], "=")
		given[substr(part[i], 1, at - 1)] = substr(part[i], at + 1)
	}
	n = split(names, name, ",")
	for (i = 1; i <= n; i++)
		line = line (i > 1 ? "," : "") given[name[i]]
	return line
}

function yuan(fen) {
	return sprintf("%d.%02d", int(fen / 100), fen % 100)
}

function write_streams(   stream, at, file) {
	for (stream in columns) {
		file = folder "/" stream ".csv"
		print columns[stream] >file
		for (at = day("2024-01-01"); at <= day("2026-01-31"); at++)
			printf "%s", records[stream, at] >file
		close(file)
	}
}

function write_staff(   file) {
	file = folder "/staff.csv"
	print "staff,name,role,manager,joined,left" >file
	print "S01,郑望川,general_manager,,2018-03-01," >file
	print "S02,林若溪,vice_president,S01,2019-05-06,2025-10-31" >file
	print "S03,许怀谷,vice_president,S01,2025-11-01," >file
	print "S04,宋晴岚,showroom_manager,S03,2020-02-10," >file
	print "S05,唐小满,department_manager,S03,2020-07-01," >file
	print "S11,何一川,salesperson,S04,2021-03-01," >file
	print "S12,韩秋水,salesperson,S04,2021-03-01," >file
	print "S13,冯春雨,salesperson,S04,2021-09-01," >file
	print "S14,曹夏木,salesperson,S04,2022-01-04," >file
	print "S15,彭冬青,salesperson,S04,2022-06-01," >file
	print "S16,董清风,salesperson,S04,2023-02-01," >file
	print "S21,袁听雪,callback_specialist,S05,2022-03-01," >file
	print "S22,邓朝阳,callback_specialist,S05,2024-01-02," >file
	print "S31,傅明河,service_consultant,S04,2021-05-01," >file
	print "S32,沈远帆,service_consultant,S04,2023-08-01," >file
	print "S41,曾书白,archivist,S05,2020-11-02," >file
	close(file)
}

# --- dates as day numbers: days since 1970-01-01

function day(date,   y, m, d, era, of_era) {
	y = substr(date, 1, 4) + 0
	m = substr(date, 6, 2) + 0
	d = substr(date, 9, 2) + 0
	if (m <= 2)
		y--
	era = int(y / 400)
	of_era = y - era * 400
	return era * 146097 + of_era * 365 + int(of_era / 4) - int(of_era / 100) + \
		int((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + d - 1 - 719468
}

function iso(n,   era, of_era, y, of_year, m, d) {
	n += 719468
	era = int(n / 146097)
	n -= era * 146097
	of_era = int((n - int(n / 1460) + int(n / 36524) - int(n / 146096)) / 365)
	of_year = n - (365 * of_era + int(of_era / 4) - int(of_era / 100))
	m = int((5 * of_year + 2) / 153)
	d = of_year - int((153 * m + 2) / 5) + 1
	y = of_era + era * 400
	m += m < 10 ? 3 : -9
	return sprintf("%04d-%02d-%02d", m <= 2 ? y + 1 : y, m, d)
}
