/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "date.h"
#include "money.h"
#include "record.h"
#include "stream.h"

#define AT(record, field) offsetof(struct record, field)
#define NEEDED            (COLUMN_REQUIRED | COLUMN_GIVEN)

static const struct column registration[] = {
	{"customer", "客户编号", COLUMN_TEXT, NEEDED, AT(registration, customer), NULL},
	{"date", "登记日期", COLUMN_TIME, NEEDED | COLUMN_ORDER, AT(registration, day), NULL},
	{"staff", "销售人员", COLUMN_TEXT, NEEDED, AT(registration, staff), NULL},
	{"name", "客户名称", COLUMN_TEXT, 0, AT(registration, name), NULL},
	{"phone", "电话", COLUMN_TEXT, 0, AT(registration, phone), NULL},
	{"channel", "渠道", COLUMN_WORD, 0, AT(registration, channel), &words_channel},
	{"register_no", "公共登记号", COLUMN_TEXT, 0, AT(registration, register_no), NULL},
	{"personal_no", "个人登记号", COLUMN_TEXT, 0, AT(registration, personal_no), NULL},
	{"party", "同一客户", COLUMN_TEXT, 0, AT(registration, party), NULL},
	{"referrer", "介绍人", COLUMN_TEXT, 0, AT(registration, referrer), NULL},
	{"requested", "指定人员", COLUMN_TEXT, 0, AT(registration, requested), NULL},
	{"influence", "战略影响", COLUMN_WORD, 0, AT(registration, influence), &words_influence},
	{"assessor", "评定人职务", COLUMN_TEXT, 0, AT(registration, assessor), NULL},
	{"filed", "归档日期", COLUMN_TIME, 0, AT(registration, filed), NULL},
	{"contract", "合同日期", COLUMN_TIME, 0, AT(registration, contract), NULL},
	{"units", "套数", COLUMN_COUNT, 0, AT(registration, units), NULL},
};

static const struct column visits[] = {
	{"customer", "客户编号", COLUMN_TEXT, NEEDED, AT(visit, customer), NULL},
	{"date", "日期", COLUMN_TIME, NEEDED, AT(visit, day), NULL},
	{"staff", "人员", COLUMN_TEXT, NEEDED, AT(visit, staff), NULL},
	{"kind", "类型", COLUMN_WORD, NEEDED, AT(visit, kind), &words_visit_kind},
	{"outcome", "结果", COLUMN_WORD, 0, AT(visit, outcome), &words_outcome},
	{"reason", "原因", COLUMN_TEXT, 0, AT(visit, reason), NULL},
	{"planned", "计划日期", COLUMN_TIME, 0, AT(visit, planned), NULL},
	{"reported", "报告日期", COLUMN_TIME, 0, AT(visit, reported), NULL},
	{"fault", "违规", COLUMN_TEXT, 0, AT(visit, fault), NULL},
	{"fixed", "整改日期", COLUMN_TIME, 0, AT(visit, fixed), NULL},
	{"helper", "协助人员", COLUMN_TEXT, 0, AT(visit, helper), NULL},
	{"basis", "分配依据", COLUMN_WORD, 0, AT(visit, basis), &words_basis},
	{"id", "编号", COLUMN_TEXT, 0, AT(visit, id), NULL},
	{"ref", "关联编号", COLUMN_TEXT, 0, AT(visit, ref), NULL},
};

static const struct column receivables[] = {
	{"customer", "客户编号", COLUMN_TEXT, NEEDED, AT(receivable_row, customer), NULL},
	{"date", "日期", COLUMN_TIME, NEEDED, AT(receivable, day), NULL},
	{"kind", "类型", COLUMN_WORD, NEEDED, AT(receivable, kind), &words_receivable_kind},
	{"amount", "金额", COLUMN_POSTING, NEEDED, AT(receivable, amount), NULL},
	{"doc", "单据号", COLUMN_TEXT, COLUMN_INVOICE, AT(receivable, doc), NULL},
	{"ref", "对应单据", COLUMN_TEXT, COLUMN_NO_INVOICE, AT(receivable, ref), NULL},
	{"tons", "吨数", COLUMN_TONS, 0, AT(receivable, tons), NULL},
	{"contract_amount", "合同金额", COLUMN_CONTRACT, 0, AT(receivable, contract_amount), NULL},
};

static const struct column facts[] = {
	{"customer", NULL, COLUMN_TEXT, NEEDED, AT(facts, customer), NULL},
	{"name", NULL, COLUMN_TEXT, 0, AT(facts, name), NULL},
	{"channel", NULL, COLUMN_WORD, 0, AT(facts, channel), &words_channel},
	{"influence", NULL, COLUMN_WORD, 0, AT(facts, influence), &words_influence},
	{"assessor", NULL, COLUMN_TEXT, 0, AT(facts, assessor), NULL},
	{"staff", NULL, COLUMN_TEXT, 0, AT(facts, staff), NULL},
	{"registered", NULL, COLUMN_DATE, 0, AT(facts, registered), NULL},
	{"first_trade", NULL, COLUMN_DATE, 0, AT(facts, first_trade), NULL},
	{"sales", NULL, COLUMN_TURNOVER, NEEDED, AT(facts, sales), NULL},
	{"tons", NULL, COLUMN_TONS, COLUMN_TOTAL, AT(facts, tons), NULL},
	{"collected", NULL, COLUMN_TURNOVER, NEEDED, AT(facts, collected), NULL},
	{"balance", NULL, COLUMN_SUM, NEEDED, AT(facts, balance), NULL},
	{"overdue", NULL, COLUMN_SUM, 0, AT(facts, overdue), NULL},
	{"overdue_days", NULL, COLUMN_COUNT, 0, AT(facts, overdue_days), NULL},
	{"contract_amount", NULL, COLUMN_SUM, 0, AT(facts, contract_amount), NULL},
	{"contacts", NULL, COLUMN_COUNT, 0, AT(facts, contacts), NULL},
	{"last_contact", NULL, COLUMN_DATE, 0, AT(facts, last_contact), NULL},
	{"last_outcome", NULL, COLUMN_WORD, 0, AT(facts, last_outcome), &words_outcome},
	{"as_of", NULL, COLUMN_DATE, 0, AT(facts, as_of), NULL},
};

static const struct column faults[] = {
	{"date", NULL, COLUMN_DATE, NEEDED, AT(fault, day), NULL},
	{"person", NULL, COLUMN_TEXT, COLUMN_REQUIRED, AT(fault, person), NULL},
	{"role", NULL, COLUMN_TEXT, 0, AT(fault, role), NULL},
	{"customer", NULL, COLUMN_TEXT, 0, AT(fault, customer), NULL},
	{"code", NULL, COLUMN_TEXT, NEEDED, AT(fault, code), NULL},
	{"source", NULL, COLUMN_TEXT, 0, AT(fault, source), NULL},
};

static const struct column staff[] = {
	{"staff", NULL, COLUMN_TEXT, NEEDED, AT(staff, staff), NULL},
	{"name", NULL, COLUMN_TEXT, 0, AT(staff, name), NULL},
	{"role", NULL, COLUMN_TEXT, COLUMN_REQUIRED, AT(staff, role), NULL},
	{"manager", NULL, COLUMN_TEXT, 0, AT(staff, manager), NULL},
	{"joined", NULL, COLUMN_DATE, 0, AT(staff, joined), NULL},
	{"left", NULL, COLUMN_DATE, 0, AT(staff, left), NULL},
};

static const struct column absent[] = {
	{"staff", NULL, COLUMN_TEXT, NEEDED, AT(absence, staff), NULL},
	{"from", NULL, COLUMN_TIME, NEEDED, AT(absence, from), NULL},
	{"to", NULL, COLUMN_TIME, NEEDED, AT(absence, to), NULL},
};

/* kehu-credit needs the balance, the others do without. */
#define GRADES(balance_flags)                                                                                \
	{"customer", NULL, COLUMN_TEXT, NEEDED, AT(graded, customer), NULL},                                 \
		{"grade", NULL, COLUMN_TEXT, NEEDED, AT(graded, grade), NULL},                               \
		{"balance", NULL, COLUMN_SUM, balance_flags, AT(graded, balance), NULL},                     \
		{"overdue", NULL, COLUMN_SUM, 0, AT(graded, overdue), NULL},                                 \
		{"contract_amount", NULL, COLUMN_SUM, 0, AT(graded, contract_amount), NULL},                 \
	{                                                                                                    \
		"credit_limit", NULL, COLUMN_TURNOVER, 0, AT(graded, credit_limit), NULL                     \
	}
static const struct column grades[] = {GRADES(0)}, balances[] = {GRADES(NEEDED)};

static const struct column orders[] = {
	{"customer", NULL, COLUMN_TEXT, NEEDED, AT(order, customer), NULL},
	{"order", NULL, COLUMN_TEXT, NEEDED, AT(order, order), NULL},
	{"date", NULL, COLUMN_DATE, NEEDED, AT(order, day), NULL},
	{"amount", NULL, COLUMN_POSTING, NEEDED, AT(order, amount), NULL},
	{"contract_amount", NULL, COLUMN_CONTRACT, 0, AT(order, contract_amount), NULL},
};

static const struct column fees[] = {
	{"customer", NULL, COLUMN_TEXT, NEEDED, AT(yearly, customer), NULL},
	{"year", NULL, COLUMN_YEAR, NEEDED, AT(yearly, year), NULL},
	{"fee", NULL, COLUMN_SUM, NEEDED, AT(yearly, amount), NULL},
};

static const struct column rebates[] = {
	{"customer", NULL, COLUMN_TEXT, NEEDED, AT(yearly, customer), NULL},
	{"year", NULL, COLUMN_YEAR, NEEDED, AT(yearly, year), NULL},
	{"rebate", NULL, COLUMN_TURNOVER, NEEDED, AT(yearly, amount), NULL},
};

static const struct registration no_registration = {.day = DATE_NONE,
						    .second = DATE_NO_TIME,
						    .filed = DATE_NONE,
						    .filed_second = DATE_NO_TIME,
						    .contract = DATE_NONE,
						    .contract_second = DATE_NO_TIME,
						    .units = MONEY_NONE};
static const struct visit no_visit = {.day = DATE_NONE,
				      .second = DATE_NO_TIME,
				      .planned = DATE_NONE,
				      .planned_second = DATE_NO_TIME,
				      .reported = DATE_NONE,
				      .reported_second = DATE_NO_TIME,
				      .fixed = DATE_NONE,
				      .fixed_second = DATE_NO_TIME};
static const struct receivable_row no_receivable = {.receivable = {.day = DATE_NONE,
								   .second = DATE_NO_TIME,
								   .amount = MONEY_NONE,
								   .tons = MONEY_NONE,
								   .contract_amount = MONEY_NONE}};
static const struct facts no_facts = {.sales = MONEY_NONE,
				      .tons = MONEY_NONE,
				      .collected = MONEY_NONE,
				      .balance = MONEY_NONE,
				      .overdue = MONEY_NONE,
				      .overdue_days = MONEY_NONE,
				      .contract_amount = MONEY_NONE,
				      .contacts = MONEY_NONE,
				      .registered = DATE_NONE,
				      .first_trade = DATE_NONE,
				      .last_contact = DATE_NONE,
				      .as_of = DATE_NONE};
static const struct fault no_fault = {.day = DATE_NONE};
static const struct staff no_staff = {.joined = DATE_NONE, .left = DATE_NONE};
static const struct absence no_absence = {
	.from = DATE_NONE, .from_second = DATE_NO_TIME, .to = DATE_NONE, .to_second = DATE_NO_TIME};
static const struct graded no_grade = {.balance = MONEY_NONE,
				       .overdue = MONEY_NONE,
				       .contract_amount = MONEY_NONE,
				       .credit_limit = MONEY_NONE};
static const struct order no_order = {.day = DATE_NONE, .amount = MONEY_NONE, .contract_amount = MONEY_NONE};
static const struct yearly no_year = {.year = MONEY_NONE, .amount = MONEY_NONE};

#define STREAM(label, list, record, none)                                                                    \
	{                                                                                                    \
		label, list, sizeof(list) / sizeof *(list), sizeof(struct record), &(none)                   \
	}

const struct stream stream_registration = STREAM("registration", registration, registration, no_registration);
const struct stream stream_visits = STREAM("visits", visits, visit, no_visit);
const struct stream stream_receivables = STREAM("receivables", receivables, receivable_row, no_receivable);
const struct stream stream_facts = STREAM("facts", facts, facts, no_facts);
const struct stream stream_faults = STREAM("faults", faults, fault, no_fault);
const struct stream stream_staff = STREAM("staff", staff, staff, no_staff);
const struct stream stream_absent = STREAM("absent", absent, absence, no_absence);
const struct stream stream_grades = STREAM("grades", grades, graded, no_grade);
const struct stream stream_balances = STREAM("grades", balances, graded, no_grade);
const struct stream stream_orders = STREAM("orders", orders, order, no_order);
const struct stream stream_fees = STREAM("fees", fees, yearly, no_year);
const struct stream stream_rebates = STREAM("rebates", rebates, yearly, no_year);
