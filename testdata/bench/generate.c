/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the streams of a made-up company for the benchmark: registration.csv, visits.csv, receivables.csv (settlements
   name their invoice), receivables-fifo.csv (none does, some come before their invoice) and faults.csv.

     generate [OPTION]... SHAPE FOLDER

   Per customer of S, M and XL: one registration, five visits, ten postings and two faults on average, over 2023 to 2025; a
   few are later. A settlement with a ref never exceeds what its invoice has outstanding, a customer's visits are on different
   days, and so are its invoices.

   The same shape and options give the same bytes anywhere. Nothing is kept: every row is worked out from its number alone,
   and the order is a permutation of the numbers. Only --order=date keeps the rows' numbers, eight bytes each. For each file
   a line NAME,ROWS,BYTES goes to standard output. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a)          (sizeof(a) / sizeof(*(a)))
#define PICK(dice, words) ((words)[dice_below(dice, COUNT(words))])

enum {
	FIRST_DAY = 19358, /* 2023-01-01, in days since 1970 */
	DAYS = 1096,       /* to 2025-12-31 */
	LATER = 15,        /* days after it that have records too */
	LAST_DAY = FIRST_DAY + DAYS + 500,
	NO_ROW = -1,
	IDS = 100000000,
	MOST_CUSTOMERS = IDS,
};

struct range {
	uint64_t least, most;
};

/* What a customer has, evenly between least and most. */
struct shape {
	uint64_t customers;
	struct range invoices, settlements, visits, faults;
	bool open_first; /* all invoices come before all settlements, which have no ref */
};

enum order { SHUFFLED, BY_DATE, BY_CUSTOMER };

struct company {
	struct shape shape;
	uint64_t seed, staff;
	unsigned quoted; /* percent of the names */
	enum order order;
	const char *line_end;
};

struct customer {
	uint64_t number, id, staff;
	uint64_t invoices, settlements, visits, faults;
	unsigned size; /* 0 to 3: how large its invoices are */
};

struct row {
	char text[2048];
	size_t length;
};

/* Writes what row `number` of a customer's rows of this file is. Returns its day, or NO_ROW where there is none. */
typedef int row_writer(struct row *row, const struct company *company, const struct customer *customer,
		       uint64_t number);

/* --- numbers */

struct dice {
	uint64_t state;
};

/* A permutation of the numbers: splitmix64's finish. */
static uint64_t hash(uint64_t n)
{
	n = (n ^ n >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	n = (n ^ n >> 27) * UINT64_C(0x94d049bb133111eb);
	return n ^ n >> 31;
}

/* Which: what the numbers are for, so that no two uses share theirs. */
static struct dice dice_for(const struct company *company, char which, uint64_t customer, uint64_t number)
{
	uint64_t state = company->seed << 8 | (unsigned char)which;
	return (struct dice){hash(hash(state) + customer * 0x9e3779b97f4a7c15) + number * 0xd1342543de82ef95};
}

static uint64_t dice_below(struct dice *dice, uint64_t n)
{
	dice->state += UINT64_C(0x9e3779b97f4a7c15);
	return (uint64_t)((unsigned __int128)hash(dice->state) * n >> 64);
}

static bool dice_percent(struct dice *dice, unsigned percent)
{
	return dice_below(dice, 100) < percent;
}

static uint64_t dice_range(struct dice *dice, struct range range)
{
	return range.least + dice_below(dice, range.most - range.least + 1);
}

/* Part k of n of so many days: parts are different days where there are enough of them. */
static int dice_day(struct dice *dice, uint64_t k, uint64_t n, unsigned days)
{
	uint64_t chance = dice_below(dice, n < days ? days - n : 1);
	return FIRST_DAY + (int)((k * days + chance) / n);
}

/* Where row i of n stands: four rounds of a Feistel network over the numbers below a power of two, again until it is below n. */
static uint64_t shuffled(uint64_t i, uint64_t n, uint64_t key)
{
	unsigned bits = n <= 4 ? 2 : 64 - (unsigned)__builtin_clzll(n - 1), low = bits / 2;
	do {
		for (unsigned round = 0; round < 4; round++) {
			uint64_t left = i >> low, right = i & ((UINT64_C(1) << low) - 1);
			left ^= hash(key + round + right * 4) >> 7;
			i = right << (bits - low) | (left & ((UINT64_C(1) << (bits - low)) - 1));
			low = bits - low;
		}
	} while (i >= n);
	return i;
}

/* --- text */

static void put_bytes(struct row *row, const char *s, size_t length)
{
	if (length > sizeof row->text - row->length)
		abort();
	memcpy(row->text + row->length, s, length);
	row->length += length;
}

static void put(struct row *row, const char *s)
{
	put_bytes(row, s, strlen(s));
}

static void put_number(struct row *row, uint64_t n, size_t width)
{
	char digits[32];
	size_t at = sizeof digits;
	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	while (sizeof digits - at < width)
		digits[--at] = '0';
	put_bytes(row, digits + at, sizeof digits - at);
}

/* YYMMDD with that between its parts; days since 1970, from 2000 to 2099, where four years are 1461 days. */
static void put_date(struct row *row, int day, const char *between)
{
	static const unsigned lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	unsigned rest = (unsigned)day - 10957, year = rest / 1461 * 4, month = 0;
	rest %= 1461;
	for (unsigned length = 366; rest >= length; length = 365, year++)
		rest -= length;
	for (;; month++) {
		unsigned length = lengths[month] + (month == 1 && year % 4 == 0);
		if (rest < length)
			break;
		rest -= length;
	}
	put_number(row, year, 2);
	put(row, between);
	put_number(row, month + 1, 2);
	put(row, between);
	put_number(row, rest + 1, 2);
}

static void put_day(struct row *row, int day)
{
	put(row, "20");
	put_date(row, day, "-");
}

static void put_fen(struct row *row, uint64_t fen)
{
	put_number(row, fen / 100, 1);
	put(row, ".");
	put_number(row, fen % 100, 2);
}

static void put_customer(struct row *row, uint64_t id)
{
	put(row, "KH");
	put_number(row, id, 8);
}

static void put_staff(struct row *row, uint64_t staff)
{
	put(row, "S");
	put_number(row, staff + 1, 5);
}

/* --- words */

static const char *const places[] = {"临安", "宜兴", "常州", "绍兴", "嘉兴", "湖州", "台州", "芜湖", "九江",
				     "宜昌", "襄阳", "岳阳", "株洲", "桂林", "柳州", "珠海", "佛山", "中山",
				     "惠州", "漳州", "莆田", "烟台", "潍坊", "洛阳", "开封", "咸阳", "绵阳"};
static const char *const signs[] = {"春", "晨", "青", "云", "山", "河", "松", "石",
				    "星", "木", "禾", "光", "明", "正", "和", "顺"};
static const char *const lines[] = {"乳品", "粮油", "家具", "电器", "钢材", "水泥",
				    "汽配", "印刷", "服装", "仓储", "水产", "茶叶"};
static const char *const kinds_of_firm[] = {"有限公司", "有限责任公司", "股份有限公司", "经营部", "厂"};
static const char *const channels[] = {"call", "visit", "web", "referral", ""};
static const char *const influences[] = {"leader",   "key",   "important", "important", "ordinary",
					 "ordinary", "minor", "minor",     "minor",     ""};
static const char *const assessors[] = {"部门经理", "部门经理", "总经理", "总经理", "业务员", ""};
static const char *const outcomes[] = {"open", "open",        "open",      "open", "",
				       "lost", "unreachable", "elsewhere", "deal"};
static const char *const callback_outcomes[] = {"closed",    "closed",     "closed", "unreachable",
						"revivable", "false_loss", "lost",   "revived"};
static const char *const reasons[] = {"价格", "质量", "交期", "账期", "已有供应商", "暂停项目"};
static const char *const contact_kinds[] = {"visit", "visit", "visit", "call", "call", "call", "track"};
static const char *const other_kinds[] = {"complaint", "complaint", "revisit", "other"};

/* --- rows */

static struct customer customer_at(const struct company *company, uint64_t number)
{
	const struct shape *shape = &company->shape;
	struct dice dice = dice_for(company, 'c', number, 0);
	uint64_t step = IDS / shape->customers;
	struct customer customer = {.number = number};
	customer.id =
		number * step + dice_below(&dice, step); /* irregular, and in the order of the numbers */
	customer.staff = dice_below(&dice, company->staff);
	customer.invoices = dice_range(&dice, shape->invoices);
	customer.settlements = dice_range(&dice, shape->settlements);
	customer.visits = dice_range(&dice, shape->visits);
	customer.faults = dice_range(&dice, shape->faults);
	uint64_t size = dice_below(&dice, 100);
	customer.size = size < 50 ? 0 : size < 80 ? 1 : size < 95 ? 2 : 3;
	return customer;
}

static void put_name(struct row *row, struct dice *dice, unsigned quoted_percent)
{
	bool quoted = dice_percent(dice, quoted_percent), comma = quoted && dice_percent(dice, 50);
	const char *mark = quoted && !comma ? "\"\"" : "";
	put(row, quoted ? "\"" : "");
	put(row, PICK(dice, places));
	put(row, mark);
	put(row, PICK(dice, signs));
	put(row, PICK(dice, signs));
	put(row, mark);
	put(row, PICK(dice, lines));
	put(row, PICK(dice, kinds_of_firm));
	put(row, comma ? ", 二部" : "");
	put(row, quoted ? "\"" : "");
}

static int registration(struct row *row, const struct company *company, const struct customer *customer,
			uint64_t number)
{
	struct dice dice = dice_for(company, 'r', customer->number, number);
	int day = dice_day(&dice, 0, 1, DAYS);
	uint64_t own = dice_below(&dice, 10000000);
	put_customer(row, customer->id);
	put(row, ",");
	put_day(row, day);
	put(row, ",");
	put_staff(row, customer->staff);
	put(row, ",");
	put_name(row, &dice, company->quoted);
	put(row, ",1");
	put_number(row, 3000000000 + dice_below(&dice, 7000000000), 10);
	put(row, ",");
	put(row, PICK(&dice, channels));
	put(row, ",D");
	put_number(row, own, 7);
	put(row, ",D");
	put_number(row, dice_percent(&dice, 98) ? own : dice_below(&dice, 10000000), 7);
	put(row, ",,,,");
	put(row, PICK(&dice, influences));
	put(row, ",");
	put(row, PICK(&dice, assessors));
	put(row, ",");
	if (dice_percent(&dice, 80))
		put_day(row, day + (int)dice_below(&dice, 10));
	put(row, ",");
	if (dice_percent(&dice, 60))
		put_day(row, day + 10 + (int)dice_below(&dice, 60));
	put(row, ",");
	return day;
}

/* Kind, outcome and reason; of 100 there are 67 contacts, 19 call-backs, 3 deals and 11 others. Returns whether it is a call-back. */
static bool put_kind(struct row *row, struct dice *dice)
{
	uint64_t roll = dice_below(dice, 100);
	const char *kind, *outcome = "";
	if (roll < 67)
		kind = PICK(dice, contact_kinds), outcome = PICK(dice, outcomes);
	else if (roll < 86)
		kind = "callback", outcome = PICK(dice, callback_outcomes);
	else if (roll < 89)
		kind = outcome = "deal";
	else
		kind = PICK(dice, other_kinds);
	put(row, kind);
	put(row, ",");
	put(row, outcome);
	put(row, ",");
	put(row, strcmp(outcome, "lost") == 0 || dice_percent(dice, 20) ? PICK(dice, reasons) : "");
	return roll >= 67 && roll < 86;
}

static int visit(struct row *row, const struct company *company, const struct customer *customer,
		 uint64_t number)
{
	struct dice dice = dice_for(company, 'v', customer->number, number);
	if (number >= customer->visits)
		return NO_ROW;
	int day = dice_day(&dice, number, customer->visits, DAYS + LATER);
	put_customer(row, customer->id);
	put(row, ",");
	put_day(row, day);
	put(row, ",");
	put_staff(row, dice_percent(&dice, 80) ? customer->staff : dice_below(&dice, company->staff));
	put(row, ",");
	bool callback = put_kind(row, &dice);
	put(row, ",,");
	if (dice_percent(&dice, 85))
		put_day(row, day + (int)dice_below(&dice, 4));
	put(row, ",");
	if (callback && dice_percent(&dice, 10))
		put(row, dice_percent(&dice, 50) ? "script_skipped" : "info_error script_incomplete");
	put(row, ",,,V");
	put_number(row, customer->number * company->shape.visits.most + number + 1, 9);
	put(row, ",");
	return day;
}

struct invoice {
	int day;
	uint64_t fen, number;
};

static struct invoice invoice_of(const struct company *company, const struct customer *customer,
				 uint64_t number)
{
	static const struct range fen[] = {
		{100000, 5000000}, {5000000, 50000000}, {50000000, 300000000}, {200000000, 800000000}};
	struct dice dice = dice_for(company, 'i', customer->number, number);
	unsigned days = company->shape.open_first ? DAYS / 2 : DAYS + LATER;
	struct invoice invoice;
	invoice.day = dice_day(&dice, number, customer->invoices, days);
	invoice.fen = dice_range(&dice, fen[customer->size]);
	invoice.number = number * 1000 + dice_below(&dice, 1000); /* unique */
	return invoice;
}

static void put_doc(struct row *row, const char *prefix, int day, uint64_t number)
{
	put(row, prefix);
	put_date(row, day, "");
	put_number(row, number, 4);
}

static void put_invoice(struct row *row, const struct invoice *invoice)
{
	put_day(row, invoice->day);
	put(row, ",invoice,");
	put_fen(row, invoice->fen);
	put_doc(row, ",XS", invoice->day, invoice->number);
	put(row, ",,");
	put_number(row, invoice->fen / 1000000, 1);
	put(row, ".");
	put_number(row, invoice->fen / 1000 % 1000, 3);
	put(row, ",");
	put_fen(row, invoice->fen * (1 + invoice->number % 5));
}

/* An invoice's settlements share its amount evenly; three of five use their whole share. */
static uint64_t settled_fen(struct dice *dice, const struct invoice *invoice, const struct customer *customer,
			    uint64_t number)
{
	uint64_t first = number % customer->invoices,
		 parts = (customer->settlements - first - 1) / customer->invoices + 1;
	uint64_t share = invoice->fen / parts;
	if (number / customer->invoices == 0)
		share += invoice->fen % parts;
	return dice_percent(dice, 60) ? share : share * (10 + dice_below(dice, 80)) / 100;
}

static int put_settlement(struct row *row, const struct company *company, const struct customer *customer,
			  uint64_t number, bool with_ref)
{
	struct dice dice = dice_for(company, 's', customer->number, number);
	struct invoice invoice = invoice_of(company, customer, number % customer->invoices);
	uint64_t fen = settled_fen(&dice, &invoice, customer, number), kind = dice_below(&dice, 100);
	int day = invoice.day + (int)dice_below(&dice, dice_percent(&dice, 75) ? 90 : 300);
	int ahead = dice_percent(&dice, 10) ? (int)dice_below(&dice, 120) : 0;
	if (company->shape.open_first)
		day = FIRST_DAY + DAYS / 2 + (int)dice_below(&dice, DAYS / 2);
	else if (!with_ref)
		day -= ahead;
	put_day(row, day);
	put(row, kind < 97 ? ",payment," : kind < 99 ? ",credit," : ",writeoff,");
	put_fen(row, fen);
	put_doc(row, ",SK", day, dice_below(&dice, 10000));
	put(row, ",");
	if (with_ref && !company->shape.open_first)
		put_doc(row, "XS", invoice.day, invoice.number);
	put(row, ",,");
	return day;
}

static int put_posting(struct row *row, const struct company *company, const struct customer *customer,
		       uint64_t number, bool with_ref)
{
	uint64_t invoices = company->shape.invoices.most;
	if (number < invoices ? number >= customer->invoices : number - invoices >= customer->settlements)
		return NO_ROW;
	put_customer(row, customer->id);
	put(row, ",");
	if (number >= invoices)
		return put_settlement(row, company, customer, number - invoices, with_ref);
	struct invoice invoice = invoice_of(company, customer, number);
	put_invoice(row, &invoice);
	return invoice.day;
}

static int posting(struct row *row, const struct company *company, const struct customer *customer,
		   uint64_t number)
{
	return put_posting(row, company, customer, number, true);
}

static int posting_without_ref(struct row *row, const struct company *company,
			       const struct customer *customer, uint64_t number)
{
	return put_posting(row, company, customer, number, false);
}

static int fault(struct row *row, const struct company *company, const struct customer *customer,
		 uint64_t number)
{
	static const struct {
		unsigned upto; /* of 100 */
		const char *code;
	} codes[] = {{40, "warning"},     {55, "callback.missed"},   {63, "dispute"},
		     {68, "record_lost"}, {73, "false_data"},        {80, "register.incomplete"},
		     {90, "report.late"}, {100, "register.mismatch"}};
	struct dice dice = dice_for(company, 'f', customer->number, number);
	if (number >= customer->faults)
		return NO_ROW;
	int day = FIRST_DAY + (int)dice_below(&dice, DAYS + LATER);
	uint64_t roll = dice_below(&dice, 100);
	size_t i = 0;
	while (roll >= codes[i].upto)
		i++;
	put_day(row, day);
	put(row, ",");
	if (strcmp(codes[i].code, "callback.missed") != 0) /* that one is priced by role */
		put_staff(row, dice_percent(&dice, 80) ? customer->staff : dice_below(&dice, company->staff));
	put(row, ",,");
	put_customer(row, customer->id);
	put(row, ",");
	put(row, codes[i].code);
	put(row, ",visits.csv:");
	/* Of one length, so that these sources have the same order as text and as numbers. */
	put_number(row, 100000000 + customer->number * company->shape.faults.most + number, 1);
	return day;
}

/* --- files */

struct file {
	const char *name, *header;
	uint64_t rows_each; /* numbers of rows per customer, also those that are none */
	row_writer *put;
};

static void *allocate(uint64_t count, size_t size)
{
	void *memory = calloc(count + 1, size);
	if (memory == NULL) {
		fprintf(stderr, "generate: out of memory\n");
		exit(2);
	}
	return memory;
}

/* The row at place i of the order (BY_DATE: of those not sorted yet). Returns its day. */
static int put_row(struct row *row, const struct company *company, const struct file *file, uint64_t i)
{
	struct customer customer = customer_at(company, i / file->rows_each);
	row->length = 0;
	int day = file->put(row, company, &customer, i % file->rows_each);
	put(row, company->line_end);
	return day;
}

static uint64_t place(const struct company *company, const struct file *file, uint64_t i, uint64_t n)
{
	return company->order == BY_CUSTOMER
		       ? i
		       : shuffled(i, n, hash(company->seed + (unsigned char)file->name[0]));
}

/* The numbers of the rows that there are, by day, shuffled within one; stores how many there are. The caller frees them. */
static uint64_t *sort_by_day(const struct company *company, const struct file *file, uint64_t *n)
{
	uint64_t at[LAST_DAY + 1] = {0}, all = *n;
	struct row row;
	for (uint64_t i = 0; i < all; i++) {
		int day = put_row(&row, company, file, i);
		if (day != NO_ROW)
			at[day + 1]++;
	}
	for (size_t day = 1; day < COUNT(at); day++)
		at[day] += at[day - 1];
	*n = at[LAST_DAY];
	uint64_t *numbers = allocate(*n, sizeof *numbers);
	for (uint64_t i = 0; i < all; i++) {
		uint64_t number = place(company, file, i, all);
		int day = put_row(&row, company, file, number);
		if (day != NO_ROW)
			numbers[at[day]++] = number;
	}
	return numbers;
}

static void write_error(const char *path)
{
	fprintf(stderr, "generate: %s: %s\n", path, strerror(errno));
	exit(2);
}

static void write_file(const struct company *company, const struct file *file, const char *folder)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, file->name);
	FILE *out = fopen(path, "w");
	if (out == NULL || setvbuf(out, NULL, _IOFBF, 1 << 20) != 0)
		write_error(path);
	struct row row = {.length = 0};
	put(&row, file->header);
	put(&row, company->line_end);
	fwrite(row.text, 1, row.length, out);
	uint64_t n = company->shape.customers * file->rows_each, rows = 0, bytes = row.length;
	uint64_t *numbers = company->order == BY_DATE ? sort_by_day(company, file, &n) : NULL;
	for (uint64_t i = 0; i < n; i++) {
		uint64_t number = numbers == NULL ? place(company, file, i, n) : numbers[i];
		if (put_row(&row, company, file, number) == NO_ROW)
			continue;
		fwrite(row.text, 1, row.length, out);
		bytes += row.length;
		rows++;
	}
	free(numbers);
	if (ferror(out) || fclose(out) != 0)
		write_error(path);
	printf("%s,%" PRIu64 ",%" PRIu64 "\n", file->name, rows, bytes);
}

static void write_files(const struct company *company, const char *folder)
{
	static const char receivables_header[] = "customer,date,kind,amount,doc,ref,tons,contract_amount";
	const struct shape *shape = &company->shape;
	uint64_t postings = shape->invoices.most + shape->settlements.most;
	const struct file files[] = {
		{"registration.csv",
		 "customer,date,staff,name,phone,channel,register_no,personal_no,party,referrer,requested,"
		 "influence,assessor,"
		 "filed,contract,units",
		 1, registration},
		{"visits.csv",
		 "customer,date,staff,kind,outcome,reason,planned,reported,fault,helper,basis,id,ref",
		 shape->visits.most, visit},
		{"receivables.csv", receivables_header, postings, posting},
		{"receivables-fifo.csv", receivables_header, postings, posting_without_ref},
		{"faults.csv", "date,person,role,customer,code,source", shape->faults.most, fault},
	};
	for (size_t i = 0; i < COUNT(files); i++)
		write_file(company, &files[i], folder);
}

/* --- command line */

static const char usage[] =
	"Usage: generate [OPTION]... SHAPE FOLDER\n"
	"SHAPE (and the COUNT that it has unless --count says otherwise):\n"
	"  S, M, XL  a company of COUNT customers (10000, 1000000, 5000000)\n"
	"  one       one customer with COUNT postings (5000000)\n"
	"  single    COUNT customers with one posting (5000000)\n"
	"  open      one customer with COUNT invoices, then COUNT payments without ref (100000)\n"
	"Options:\n"
	"  --count=N          see above\n"
	"  --order=ORDER      of the rows of each file: shuffled (default), date or customer\n"
	"  --quoted=PERCENT   names in quotes (default: 2)\n"
	"  --crlf             lines end with CR LF\n"
	"  --seed=N           another company (default: 1)\n";

static void usage_error(void)
{
	fputs(usage, stderr);
	exit(2);
}

static uint64_t number_from(const char *text, uint64_t least, uint64_t most)
{
	char *end;
	errno = 0;
	uint64_t n = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 || n < least || n > most)
		usage_error();
	return n;
}

static enum order order_from(const char *text)
{
	static const char *const words[] = {"shuffled", "date", "customer"};
	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(text, words[i]) == 0)
			return (enum order)i;
	usage_error();
	return SHUFFLED;
}

/* Count 0: the one that the shape has by itself. */
static struct shape shape_from(const char *name, uint64_t count)
{
	static const struct {
		const char *name;
		uint64_t count;
	} shapes[] = {{"S", 10000},     {"M", 1000000},      {"XL", 5000000},
		      {"one", 5000000}, {"single", 5000000}, {"open", 100000}};
	size_t i = 0;
	while (i < COUNT(shapes) && strcmp(name, shapes[i].name) != 0)
		i++;
	if (i == COUNT(shapes))
		usage_error();
	uint64_t n = count == 0 ? shapes[i].count : count;
	if (strcmp(name, "one") == 0)
		return (struct shape){
			1, {n / 2, n / 2}, {n - n / 2, n - n / 2}, {n / 2, n / 2}, {n / 5, n / 5}, false};
	if (strcmp(name, "single") == 0)
		return (struct shape){n, {1, 1}, {0, 0}, {1, 1}, {1, 1}, false};
	if (strcmp(name, "open") == 0)
		return (struct shape){1, {n, n}, {n, n}, {0, 0}, {0, 0}, true};
	return (struct shape){n, {2, 8}, {2, 8}, {0, 10}, {0, 4}, false};
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"count", required_argument, NULL, 'n'},  {"order", required_argument, NULL, 'o'},
		{"quoted", required_argument, NULL, 'q'}, {"crlf", no_argument, NULL, 'c'},
		{"seed", required_argument, NULL, 's'},   {NULL, 0, NULL, 0}};
	struct company company = {.seed = 1, .quoted = 2, .order = SHUFFLED, .line_end = "\n"};
	uint64_t count = 0;
	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (c == 'n')
			count = number_from(optarg, 2, MOST_CUSTOMERS);
		else if (c == 'o')
			company.order = order_from(optarg);
		else if (c == 'q')
			company.quoted = (unsigned)number_from(optarg, 0, 100);
		else if (c == 'c')
			company.line_end = "\r\n";
		else if (c == 's')
			company.seed = number_from(optarg, 0, UINT32_MAX);
		else
			usage_error();
	}
	if (argc - optind != 2)
		usage_error();
	company.shape = shape_from(argv[optind], count);
	company.staff = company.shape.customers / 200 + 1;
	write_files(&company, argv[optind + 1]);
	return fflush(stdout) == 0 ? 0 : 2;
}
