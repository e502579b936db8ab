/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "policy.h"
#include "policy_rules.h"
#include "policy_value.h"
#include "test.h"

/* --- values and keys */

static const char not_a_share[] = "is not a number or percentage with at most six decimals";
static const char not_a_percentage[] = "is not a whole percentage from 0% to 100%";
static const char not_a_span[] =
	"is not N days, N workdays, N months, N hours, N minutes, next HH:MM, day 1 to day 31 or period end";
static const char not_a_range[] = "is not a range such as 10%-30%";

/* A value with its canonical form and number, or what is wrong with it. */
static const struct value_case {
	const char *rule, *key, *value, *canonical;
	int64_t number;
	const char *reason;
} value_cases[] = {
	{"latefee.grace_days", "", "050", "50", 50 * POLICY_ONE, NULL},
	{"latefee.grace_days", "", "0", "0", 0, NULL},
	{"latefee.grace_days", "", "1000000000", "1000000000", 1000000000 * POLICY_ONE, NULL},
	{"latefee.grace_days", "", "1000000001", NULL, 0, "is over 10^9"},
	{"latefee.grace_days", "", "-1", NULL, 0, "is negative"},
	{"latefee.grace_days", "", "1.0", NULL, 0, "is not a whole number"},
	{"latefee.grace_days", "", "50%", NULL, 0, "is not a whole number"},
	{"latefee.grace_days", "", "", NULL, 0, "is empty"},
	{"latefee.daily_rate", "", "0.0002", "0.0002", 200, NULL},
	{"latefee.daily_rate", "", "0.02%", "0.02%", 200, NULL},
	{"latefee.daily_rate", "", "00.000200", "0.0002", 200, NULL},
	{"latefee.daily_rate", "", "0.0001%", "0.0001%", 1, NULL},
	{"latefee.daily_rate", "", "-0", "0", 0, NULL},
	{"latefee.daily_rate", "", "-0.0002", NULL, 0, "is negative"},
	{"latefee.daily_rate", "", "0.0000001", NULL, 0, not_a_share},
	{"latefee.daily_rate", "", "0.00001%", NULL, 0, not_a_share},
	{"latefee.daily_rate", "", "2e-4", NULL, 0, not_a_share},
	{"latefee.daily_rate", "", "1000000000", "1000000000", 1000000000 * POLICY_ONE, NULL},
	{"latefee.daily_rate", "", "1000000000.000001", NULL, 0, "is over 10^9"},
	{"latefee.daily_rate", "", "%", NULL, 0, not_a_share},
	{"latefee.basis", "", "Actual", "actual", 2, NULL},
	{"latefee.basis", "", "366", NULL, 0, "is not one of 365, 360, actual"},
	{"latefee.minimum", "", "10.5", "10.50", 10500000, NULL},
	{"latefee.minimum", "", "10.00", "10", 10000000, NULL},
	{"latefee.minimum", "", "10.005", NULL, 0, "is not an amount"},
	{"latefee.minimum", "", "1,000", NULL, 0, "is not an amount"},
	{"credit.limit", "A", "90000000000000.01", NULL, 0, "is over 90,000,000,000,000.00"},
	{"latefee.pause", "", "YES", "yes", 1, NULL},
	{"latefee.pause", "C1/D1", "no", "no", 0, NULL},
	{"latefee.pause", "", "1", NULL, 0, "is not one of yes, no"},
	{"grade.weight", "sales", "30%", "30%", 300000, NULL},
	{"grade.weight", "sales", "0.30", "0.3", 300000, NULL},
	{"grade.weight", "sales", "30.5%", NULL, 0, not_a_percentage},
	{"grade.weight", "sales", "30", NULL, 0, not_a_percentage},
	{"grade.weight", "sales", "-1%", NULL, 0, "is negative"},
	{"grade.tier", "A", "", "", 0, NULL},
	{"grade.tier", "A", "8", NULL, 0, "is given where the rule takes none"},
	{"followup.role", "callback", "", NULL, 0, "is empty"},
	{"penalty.run", "script", "0", NULL, 0, "is not greater than 0"},
	{"penalty.repeat", "archive", "1.5", "1.5", 1500000, NULL},
	{"penalty.repeat", "archive", "-2", NULL, 0, "is negative"},
	{"penalty.deduct", "archive", "10%-30%", "10%-30%", 100000, NULL},
	{"penalty.deduct", "archive", "010% - 12.50%", "10%-12.5%", 100000, NULL},
	{"penalty.deduct", "archive", "5%", "5%", 50000, NULL},
	{"penalty.deduct", "archive", "30%-10%", NULL, 0, not_a_range},
	{"penalty.deduct", "archive", "10-30%", NULL, 0, not_a_range},
	{"penalty.deduct", "archive", "10%-", NULL, 0, not_a_range},
	{"penalty.deduct", "archive", "-10%", NULL, 0, not_a_range},
	{"penalty.deduct", "archive", "10%--30%", NULL, 0, not_a_range},
	{"owner.rule", "pool", "No", "no", 0, NULL},
	{"owner.rule", "new", "Yes", "yes", 1, NULL},
	{"owner.rule", "new", "no", NULL, 0, "is not yes"},
	{"owner.rule", "new", "sure", NULL, 0, "is not yes"},
	{"owner.renew", "", "OWNER", "owner", 1, NULL},
	{"owner.capacity", "", "20", "20", 20 * POLICY_ONE, NULL},
	{"deal.credit", "owner/owner", "100%", "100%", POLICY_ONE, NULL},
	{"deal.credit", "owner/owner", "33.3%", NULL, 0, not_a_percentage},
	{"deal.forfeit", "x/credit", "0.5", "0.5", 500000, NULL},
	{"deal.forfeit", "x/credit", "100.0001%", NULL, 0, "is over 100%"},
	{"due.share", "x", "33.3333%", "33.3333%", 333333, NULL},
	{"due.share", "x", "1.000001", NULL, 0, "is over 100%"},
	{"due.share", "x", "-1%", NULL, 0, "is negative"},
	{"kpi.target", "plan_rate", "110%", "110%", 1100000, NULL},
	{"kpi.step", "plan_rate", "5%", "5%", 50000, NULL},
	{"kpi.step", "plan_rate", "0%", NULL, 0, "is not greater than 0"},
	{"credit.watch", "", "0.80", "0.8", 800000, NULL},
	{"credit.over_divisor", "", "0", NULL, 0, "is not greater than 0"},
	{"lookup", "t", "", "", 0, NULL},
	{"lookup", "t/w", "x, y", "x, y", 0, NULL},
	{"due.limit", "x", "2  Workdays", "2 workdays", 0, NULL},
	{"due.limit", "x/A", "next 9:00", NULL, 0, not_a_span},
	{"due.limit", "x", "5", NULL, 0, not_a_span},
	{"due.from", "x", "Visit|other:a/closed", "visit | other:a/closed", 0, NULL},
	{"due.from", "x", "own.fixed", NULL, 0, "has own, which only due.to takes"},
	{"due.to", "x", "OWN.Fixed", "own.fixed", 0, NULL},
	{"due.to", "x", "week", NULL, 0, "has a period, which only due.from takes"},
	{"due.to", "x", "", NULL, 0, "is empty"},
	{"due.each", "x", "Company", "company", POLICY_EACH_COMPANY, NULL},
	{"due.each", "x", "customer", "customer", POLICY_EACH_CUSTOMER, NULL},
	{"due.each", "x", "staff", "staff", POLICY_EACH_STAFF, NULL},
	{"due.each", "x", "staff/sales/a", "staff/sales/a", POLICY_EACH_ROLE, NULL},
	{"due.each", "x", "staff/", NULL, 0, "is not one of company, customer, staff, staff/ROLE"},
	{"due.each", "x", "team", NULL, 0, "is not one of company, customer, staff, staff/ROLE"},
	{"base", "", "None", "none", 0, NULL},
	{"base", "", "standard", NULL, 0, "is not none"},
};

static void test_values(void)
{
	for (size_t i = 0; i < sizeof value_cases / sizeof *value_cases; i++) {
		const struct value_case *c = &value_cases[i];
		struct policy_value value;
		struct text key;
		bool known;
		test_label("%s,%s %s", c->rule, c->key, c->value);
		const struct policy_definition *definition =
			policy_define(text_of(c->rule), text_of(c->key), &known, &key);
		if (!CHECK(definition != NULL))
			continue;
		bool passed = policy_value_parse(definition, text_of(c->value), &value);
		CHECK_INT(passed, c->reason == NULL);
		if (passed && c->reason == NULL) {
			CHECK_TEXT(value.text, c->canonical);
			CHECK_INT(value.number, c->number);
		} else if (!passed) {
			CHECK_STRING(value.room, c->reason);
		}
	}
	test_label("%s", "");
}

/* A rule and key with the key's canonical form; NULL: no key of the rule. */
static const struct {
	const char *rule, *key, *canonical;
} key_cases[] = {
	{"followup", "callback", "callback"},
	{"followup", "CallBack", "callback"},
	{"followup", "call", NULL},
	{"followup", "", NULL},
	{"latefee.grace_days", "", ""},
	{"latefee.grace_days", "x", NULL},
	{"grade.points", "tons", "tons"},
	{"grade.points", "influence/minor", "influence/minor"},
	{"grade.points", "influence/none", NULL},
	{"grade.points", "influence", NULL},
	{"grade.tier", "A", "A"},
	{"grade.tier", "", NULL},
	{"grade.assessor", "董事长", "董事长"},
	{"latefee.pause", "", ""},
	{"latefee.pause", "C/D/E", "C/D/E"},
	{"penalty", "a", "a"},
	{"penalty", "a/b", "a/b"},
	{"penalty", "a/b/c", NULL},
	{"penalty", "/b", NULL},
	{"penalty", "a/", NULL},
	{"penalty", "/", NULL},
	{"penalty", "", NULL},
	{"penalty.free", "a", "a"},
	{"penalty.free", "a/b", NULL},
	{"penalty.repeat", "a/b", "a/b"},
	{"owner.rule", "First_Contact", "first_contact"},
	{"owner.rule", "contact", NULL},
	{"owner.capacity", "", ""},
	{"owner.capacity", "salesperson", "salesperson"},
	{"deal.credit", "Helped/HELPER", "helped/helper"},
	{"deal.credit", "helped", NULL},
	{"deal.credit", "helped/seller", NULL},
	{"deal.forfeit", "x/credit", "x/credit"},
	{"deal.forfeit", "x/commission", "x/commission"},
	{"deal.forfeit", "x", NULL},
	{"deal.forfeit", "x/both", NULL},
	{"deal.forfeit", "x/y/credit", NULL},
	{"deal.forfeit", "/credit", NULL},
	{"credit.over", "1", "1"},
	{"credit.over", "999999999", "999999999"},
	{"credit.over", "0", NULL},
	{"credit.over", "01", NULL},
	{"credit.over", "1000000000", NULL},
	{"credit.over", "1a", NULL},
	{"credit.need", "Filed", "filed"},
	{"due.from", "a", "a"},
	{"due.from", "a/b", NULL},
	{"due.limit", "a/b", "a/b"},
	{"due.limit", "a/b/c", NULL},
	{"lookup", "t", "t"},
	{"lookup", "t/A", "t/A"},
	{"lookup", "t/A/b", "t/A/b"},
	{"lookup", "t/", NULL},
	{"lookup", "/A", NULL},
	{"kpi.target", "Plan_Rate", "plan_rate"},
	{"kpi.target", "plan_rat", NULL},
	{"kpi.points", "conversion/H", "conversion/H"},
	{"kpi.points", "conversion/", NULL},
	{"kpi.step", "due/x", "due/x"},
	{"kpi.step", "due/x/A", NULL},
	{"kpi.target", "clean/other:repair", "clean/other:repair"},
	{"kpi.target", "clean/complaint:a/closed.fixed!late", "clean/complaint:a/closed.fixed!late"},
	{"kpi.target", "clean/deal!", NULL},
	{"kpi.target", "clean/!late", NULL},
	{"kpi.target", "clean/month", NULL},
	{"kpi.target", "clean/own.date", NULL},
	{"kpi.target", "clean/visit | call", NULL},
	{"kpi.target", "rate/x", NULL},
	{"kpi.required", "register_no", "register_no"},
	{"kpi.required", "fault", NULL},
};

static void test_keys(void)
{
	struct text key;
	bool known;
	for (size_t i = 0; i < sizeof key_cases / sizeof *key_cases; i++) {
		test_label("%s,%s", key_cases[i].rule, key_cases[i].key);
		bool found = policy_define(text_of(key_cases[i].rule), text_of(key_cases[i].key), &known,
					   &key) != NULL;
		CHECK(known);
		CHECK_INT(found, key_cases[i].canonical != NULL);
		if (found && key_cases[i].canonical != NULL)
			CHECK_TEXT(key, key_cases[i].canonical);
	}
	test_label("%s", "");
	CHECK(policy_define(TEXT("latefee.graze"), TEXT(""), &known, &key) == NULL && !known);
	CHECK(policy_define(TEXT("latefee"), TEXT(""), &known, &key) == NULL && !known);
	CHECK(policy_define(TEXT(""), TEXT(""), &known, &key) == NULL && !known);
}

int main(void)
{
	test_values();
	test_keys();
	return test_end();
}
