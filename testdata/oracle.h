/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the oracles share: seeded random numbers, dates counted plainly, a growing text, sheets (CSV files in many
 * spellings), a scratch folder, running a filter and comparing what it prints.  The oracles are programs of their
 * own: nothing of the library is used, so that an error in it cannot hide itself.
 */
#ifndef KEHU_TESTDATA_ORACLE_H
#define KEHU_TESTDATA_ORACLE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Ends the oracle with 2: trouble that is no difference. */
_Noreturn static inline void oracle_die(const char *what)
{
	fprintf(stderr, "oracle: %s\n", what);
	exit(2);
}

static inline void *oracle_alloc(size_t n, size_t size)
{
	void *memory = calloc(n ? n : 1, size);

	if (!memory)
		oracle_die("out of memory");
	return memory;
}

/* Random numbers: splitmix64, the same everywhere for one seed. */
struct rng {
	uint64_t state;
};

static inline uint64_t rng_next(struct rng *rng)
{
	uint64_t z = rng->state += 0x9e3779b97f4a7c15U;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return z ^ (z >> 31);
}

static inline int rng_below(struct rng *rng, int n)
{
	return (int)(rng_next(rng) % (uint64_t)n);
}

/* From low to high, both included. */
static inline int rng_range(struct rng *rng, int low, int high)
{
	return low + rng_below(rng, high - low + 1);
}

static inline bool rng_chance(struct rng *rng, int percent)
{
	return rng_below(rng, 100) < percent;
}

#define RNG_PICK(rng, array) ((array)[rng_below((rng), (int)(sizeof(array) / sizeof((array)[0])))])

/* Fills order with 0 to n-1 in random order. */
static inline void rng_shuffle(struct rng *rng, int *order, int n)
{
	for (int i = 0; i < n; i++) {
		int other = rng_below(rng, i + 1);

		order[i] = order[other];
		order[other] = i;
	}
}

/* A growing text, NUL-terminated for printing. */
struct out {
	char *bytes;
	size_t length;
	size_t room;
};

static inline void out_bytes(struct out *out, const char *bytes, size_t length)
{
	while (out->length + length + 1 > out->room) {
		out->room = out->room ? 2 * out->room : 4096;
		out->bytes = realloc(out->bytes, out->room);
		if (!out->bytes)
			oracle_die("out of memory");
	}
	memcpy(out->bytes + out->length, bytes, length);
	out->length += length;
	out->bytes[out->length] = '\0';
}

static inline void out_text(struct out *out, const char *text)
{
	out_bytes(out, text, strlen(text));
}

__attribute__((format(printf, 2, 3))) static inline void out_format(struct out *out, const char *format, ...)
{
	char buffer[1024];
	va_list values;

	va_start(values, format);
	int length = vsnprintf(buffer, sizeof buffer, format, values);
	va_end(values);
	if (length < 0 || (size_t)length >= sizeof buffer)
		oracle_die("a format that is too long");
	out_bytes(out, buffer, (size_t)length);
}

static inline void out_free(struct out *out)
{
	free(out->bytes);
	*out = (struct out){0};
}

/* One value as the filters must print it: quoted only where that is needed. */
static inline void out_value(struct out *out, const char *value)
{
	size_t length = strlen(value);

	if (!strpbrk(value, ",\"\r\n") && !(length && strchr(" \t", value[0])) &&
	    !(length && strchr(" \t", value[length - 1]))) {
		out_text(out, value);
		return;
	}
	out_text(out, "\"");
	for (const char *at = value; *at; at++)
		out_format(out, *at == '"' ? "\"\"" : "%c", *at);
	out_text(out, "\"");
}

/* Days are counted from 1900-01-01, a Monday, as 0. */
static inline int day_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static inline int day_year_length(int year)
{
	return 365 + day_leap(year);
}

static inline int day_month_length(int year, int month)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return lengths[month - 1] + (month == 2 && day_leap(year));
}

static inline int day_of(int year, int month, int day)
{
	int before = year - 1, leaps = before / 4 - before / 100 + before / 400 - 460; /* 460 up to 1899 */
	int days = 365 * (year - 1900) + leaps + day - 1;

	for (int m = 1; m < month; m++)
		days += day_month_length(year, m);
	return days;
}

struct ymd {
	int year;
	int month;
	int day;
};

static inline struct ymd day_split(int day)
{
	struct ymd ymd = {1900 + day / 366, 1, 1};

	while (day_of(ymd.year + 1, 1, 1) <= day)
		ymd.year++;
	day -= day_of(ymd.year, 1, 1);
	while (day >= day_month_length(ymd.year, ymd.month))
		day -= day_month_length(ymd.year, ymd.month++);
	ymd.day = day + 1;
	return ymd;
}

/* The same date so many years later or earlier; 29 February becomes 28. */
static inline int day_add_years(int day, int years)
{
	struct ymd ymd = day_split(day);

	ymd.year += years;
	if (ymd.day > day_month_length(ymd.year, ymd.month))
		ymd.day = day_month_length(ymd.year, ymd.month);
	return day_of(ymd.year, ymd.month, ymd.day);
}

static inline void out_day(struct out *out, int day)
{
	struct ymd ymd = day_split(day);

	out_format(out, "%04d-%02d-%02d", ymd.year, ymd.month, ymd.day);
}

/* A date in the caller's buffer of at least 16 bytes. */
static inline const char *day_text(char *buffer, int day)
{
	struct ymd ymd = day_split(day);

	snprintf(buffer, 16, "%04d-%02d-%02d", ymd.year % 10000, ymd.month % 100, ymd.day % 100);
	return buffer;
}

/* value / 10^scale, with at least so many decimals and no trailing zeros after them. */
static inline void out_decimal(struct out *out, __int128 value, int scale, int least)
{
	char digits[64];
	int at = 64, printed = 0;
	unsigned __int128 rest = value < 0 ? -(unsigned __int128)value : (unsigned __int128)value;

	for (; scale > least && rest % 10 == 0; scale--)
		rest /= 10;
	do {
		if (printed == scale && scale > 0)
			digits[--at] = '.';
		digits[--at] = (char)('0' + (int)(rest % 10));
		rest /= 10;
		printed++;
	} while (rest || printed <= scale);
	if (value < 0)
		out_text(out, "-");
	out_bytes(out, digits + at, (size_t)(64 - at));
}

static inline void out_fen(struct out *out, int64_t fen)
{
	out_decimal(out, fen, 2, 2);
}

/* The calendar: Monday to Friday, but for the days that the file names. */
struct calendar {
	int days[64];
	bool work[64];
	int n;
};

static inline bool calendar_works(const struct calendar *calendar, int day)
{
	for (int i = 0; i < calendar->n; i++)
		if (calendar->days[i] == day)
			return calendar->work[i];
	return day % 7 < 5;
}

static inline void calendar_add(struct calendar *calendar, int day, bool work)
{
	for (int i = 0; i < calendar->n; i++)
		if (calendar->days[i] == day)
			return;
	if (calendar->n == 64)
		return;
	calendar->days[calendar->n] = day;
	calendar->work[calendar->n++] = work;
}

static inline void calendar_random(struct calendar *calendar, struct rng *rng, int first, int last)
{
	int start = first > 0 ? first - 1 : 0; /* a calendar should span the days that are asked for */

	*calendar = (struct calendar){0};
	calendar_add(calendar, start, start % 7 < 5);
	calendar_add(calendar, last + 1, (last + 1) % 7 < 5);
	for (int i = rng_below(rng, 40); i > 0; i--) {
		int day = rng_range(rng, first, last);

		for (int run = rng_below(rng, 4); run >= 0; run--)
			calendar_add(calendar, day + run, rng_chance(rng, 30));
	}
}

static inline void calendar_print(const struct calendar *calendar, struct out *out)
{
	out_text(out, "date,kind\n");
	for (int i = 0; i < calendar->n; i++) {
		out_day(out, calendar->days[i]);
		out_text(out, calendar->work[i] ? ",workday\n" : ",holiday\n");
	}
}

/* A day that is so many working days after another. */
static inline int calendar_after(const struct calendar *calendar, int day, int n)
{
	while (n > 0)
		n -= calendar_works(calendar, ++day);
	return day;
}

/* Sheets: CSV files as people write them. */
enum sheet_type { SHEET_TEXT, SHEET_DATE, SHEET_TIME, SHEET_AMOUNT, SHEET_WORD };

struct sheet_column {
	const char *name;
	const char *alias; /* NULL: none */
	enum sheet_type type;
};

enum { SHEET_COLUMNS = 24 };

struct sheet {
	struct out text;
	const struct sheet_column *columns;
	int n;
	int order[SHEET_COLUMNS];
	int line;   /* of the next record */
	bool fancy; /* many spellings, else plain */
	const char *end;
	int as_it_is;                 /* a column that is not spelt otherwise; -1: none */
	size_t row_start, row_length; /* of the last record in text, without its line break */
};

/* A word's Chinese alias, or itself. */
static inline const char *sheet_word_alias(const char *word)
{
	static const char *const words[][2] = {
		{"invoice", "应收"},        {"payment", "回款"},   {"credit", "冲减"},
		{"writeoff", "核销"},       {"call", "电话"},      {"track", "跟踪"},
		{"callback", "回访"},       {"complaint", "投诉"}, {"revisit", "复访"},
		{"warning", "警告"},        {"deal", "成交"},      {"other", "其他"},
		{"open", "跟进"},           {"lost", "战败"},      {"revived", "复活"},
		{"revivable", "可复活"},    {"elsewhere", "他购"}, {"unreachable", "未接通"},
		{"closed", "闭环"},         {"web", "网络"},       {"referral", "介绍"},
		{"false_loss", "虚假战败"}, {"leader", "龙头"},    {"key", "关键"},
		{"important", "重要"},      {"ordinary", "一般"},  {"minor", "零星"},
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (!strcmp(words[i][0], word))
			return words[i][1];
	return word;
}

/* A time of day may stand with any date; one that counts (kept) is left as it is given. */
static inline void sheet_spell_date(struct out *out, struct rng *rng, const char *value, bool kept)
{
	int year = 0, month = 0, day = 0, used = 0;

	if (sscanf(value, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3)
		oracle_die("a date that is none");
	switch (rng_below(rng, 4)) {
	case 0:
		out_format(out, "%d/%d/%d", year, month, day);
		break;
	case 1:
		out_format(out, "%04d%02d%02d", year, month, day);
		break;
	default:
		out_format(out, "%04d-%02d-%02d", year, month, day);
	}
	if (value[used])
		out_text(out, value + used);
	else if (rng_chance(rng, 10))
		out_format(out, rng_chance(rng, 50) ? "T%02d:%02d:%02d" : " %02d:%02d",
			   kept ? 0 : rng_below(rng, 24), kept ? 0 : rng_below(rng, 60),
			   kept ? 0 : rng_below(rng, 60));
}

static inline void sheet_spell_amount(struct out *out, struct rng *rng, const char *value)
{
	size_t length = strlen(value);

	if (rng_chance(rng, 5) && value[0] != '-')
		out_text(out, "00");
	if (length > 3 && !strcmp(value + length - 3, ".00") && rng_chance(rng, 50))
		length -= 3;
	else if (length > 3 && value[length - 3] == '.' && value[length - 1] == '0' && rng_chance(rng, 50))
		length -= 1;
	out_bytes(out, value, length);
}

static inline void sheet_spell_word(struct out *out, struct rng *rng, const char *value)
{
	int way = rng_below(rng, 5);

	if (way == 0) {
		out_text(out, sheet_word_alias(value));
		return;
	}
	for (const char *at = value; *at; at++)
		out_format(out, "%c", way == 1 && *at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
}

static inline void sheet_spell(struct out *out, struct rng *rng, enum sheet_type type, const char *value)
{
	if (type == SHEET_TEXT || !*value)
		out_text(out, value);
	else if (type == SHEET_DATE || type == SHEET_TIME)
		sheet_spell_date(out, rng, value, type == SHEET_TIME);
	else if (type == SHEET_AMOUNT)
		sheet_spell_amount(out, rng, value);
	else
		sheet_spell_word(out, rng, value);
}

/* Puts a value down, quoted where it must be and sometimes where it need not, with blanks around. */
static inline void sheet_quote(struct sheet *sheet, struct rng *rng, const char *value)
{
	size_t length = strlen(value);
	bool must = strpbrk(value, ",\"\r\n") || (length && strchr(" \t", value[0])) ||
		    (length && strchr(" \t", value[length - 1]));
	bool pad = sheet->fancy && rng_chance(rng, 4);

	if (pad)
		out_text(&sheet->text, rng_chance(rng, 50) ? "  " : " \t");
	if (must || (sheet->fancy && rng_chance(rng, 5))) {
		out_text(&sheet->text, "\"");
		for (const char *at = value; *at; at++)
			out_format(&sheet->text, *at == '"' ? "\"\"" : "%c", *at);
		out_text(&sheet->text, "\"");
	} else {
		out_text(&sheet->text, value);
	}
	if (pad)
		out_text(&sheet->text, " ");
}

/* A record; cells in the order of the columns.  Answers the line where it starts. */
static inline int sheet_row(struct sheet *sheet, struct rng *rng, const char *const *cells)
{
	int start = sheet->line;

	sheet->row_start = sheet->text.length;
	for (int i = 0; i < sheet->n; i++) {
		int column = sheet->order[i];
		struct out spelt = {0};

		if (i)
			out_text(&sheet->text, ",");
		out_text(&spelt, "");
		if (sheet->fancy && column != sheet->as_it_is)
			sheet_spell(&spelt, rng, sheet->columns[column].type, cells[column]);
		else
			out_text(&spelt, cells[column]);
		for (const char *at = spelt.bytes; *at; at++)
			sheet->line += *at == '\n';
		sheet_quote(sheet, rng, spelt.bytes);
		out_free(&spelt);
	}
	sheet->row_length = sheet->text.length - sheet->row_start;
	out_text(&sheet->text, sheet->end);
	sheet->line++;
	if (sheet->fancy && rng_chance(rng, 1)) {
		out_format(&sheet->text, "%s%s", rng_chance(rng, 50) ? " \t" : "", sheet->end);
		sheet->line++;
	}
	return start;
}

/* Starts a sheet with its header, columns in random order where it is fancy. */
/* A name in capitals, in the caller's buffer. */
static inline const char *sheet_capitals(char *buffer, size_t room, const char *name)
{
	size_t n = 0;

	for (; name[n] && n + 1 < room; n++)
		buffer[n] = (char)(name[n] >= 'a' && name[n] <= 'z' ? name[n] - 'a' + 'A' : name[n]);
	buffer[n] = '\0';
	return buffer;
}

static inline void sheet_start(struct sheet *sheet, struct rng *rng, const struct sheet_column *columns,
			       int n, bool fancy)
{
	static const char *const ends[] = {"\n", "\r\n", "\n", "\r"};
	const char *cells[SHEET_COLUMNS];
	char capitals[SHEET_COLUMNS][32];

	*sheet = (struct sheet){
		.columns = columns, .n = n, .line = 1, .fancy = fancy, .end = "\n", .as_it_is = -1};
	for (int i = 0; i < n; i++)
		sheet->order[i] = i;
	if (fancy) {
		sheet->end = RNG_PICK(rng, ends);
		rng_shuffle(rng, sheet->order, n);
		if (rng_chance(rng, 20))
			out_text(&sheet->text, "\xef\xbb\xbf");
	}
	for (int i = 0; i < n; i++) {
		cells[i] =
			fancy && columns[i].alias && rng_chance(rng, 20) ? columns[i].alias : columns[i].name;
		if (fancy && rng_chance(rng, 10))
			cells[i] = sheet_capitals(capitals[i], sizeof capitals[i], cells[i]);
	}
	sheet->fancy = false;
	sheet_row(sheet, rng, cells);
	sheet->fancy = fancy;
}

/* The scratch folder and the tally. */
struct oracle {
	char folder[256];
	unsigned passed;
	unsigned failed;
	bool keep; /* something differed: the folder stays */
};

static inline void oracle_start(struct oracle *oracle, const char *name)
{
	const char *above = getenv("TMPDIR");

	*oracle = (struct oracle){0};
	snprintf(oracle->folder, sizeof oracle->folder, "%s/kehu-%s-XXXXXX", above && *above ? above : "/tmp",
		 name);
	if (!mkdtemp(oracle->folder))
		oracle_die("no scratch folder");
	if (chdir(oracle->folder) != 0)
		oracle_die("no way into the scratch folder");
}

static inline void oracle_write(const char *name, const struct out *text)
{
	FILE *file = fopen(name, "wb");

	if (!file || fwrite(text->bytes, 1, text->length, file) != text->length || fclose(file) != 0)
		oracle_die("cannot write a scratch file");
}

/* ---- The staff file ---- */

struct staff {
	const char *id, *role;
	int joined, left; /* -1: not given */
};

static inline void oracle_write_staff(const struct staff *staff, int n)
{
	struct out text = {0};
	char day[16];

	out_text(&text, "staff,name,role,manager,joined,left\n");
	for (int i = 0; i < n; i++) {
		const struct staff *one = &staff[i];

		out_value(&text, one->id);
		out_format(&text, ",,%s,,%s,", one->role, one->joined < 0 ? "" : day_text(day, one->joined));
		out_format(&text, "%s\n", one->left < 0 ? "" : day_text(day, one->left));
	}
	oracle_write("staff.csv", &text);
	out_free(&text);
}

static inline void oracle_read(const char *name, struct out *text)
{
	char buffer[65536];
	FILE *file = fopen(name, "rb");

	*text = (struct out){0};
	out_text(text, "");
	if (!file)
		return;
	for (size_t n; (n = fread(buffer, 1, sizeof buffer, file)) > 0;)
		out_bytes(text, buffer, n);
	fclose(file);
}

/* Writes and frees a sheet; a fancy one now and then lacks its last line break. */
static inline void sheet_write(struct sheet *sheet, struct rng *rng, const char *name)
{
	if (sheet->fancy && rng_chance(rng, 20))
		sheet->text.length -= strlen(sheet->end);
	oracle_write(name, &sheet->text);
	out_free(&sheet->text);
}

/* Runs a command; what it prints goes to *text.  Answers its exit status. */
static inline int oracle_run(const char *command, struct out *text)
{
	char buffer[65536];
	FILE *pipe = popen(command, "r");

	*text = (struct out){0};
	out_text(text, "");
	if (!pipe)
		oracle_die("cannot run a command");
	for (size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;)
		out_bytes(text, buffer, n);
	int status = pclose(pipe);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A line's value number i, undone from its quotes, in a buffer. */
static inline void oracle_value(const char *line, int i, char *value, size_t room)
{
	size_t n = 0;
	bool quoted = false;

	for (; *line && (quoted || *line != '\n'); line++) {
		if (*line == '"')
			quoted = !quoted;
		else if (*line == ',' && !quoted)
			i--;
		else if (i == 0 && n + 1 < room)
			value[n++] = *line;
	}
	value[n] = '\0';
}

/* Compares; on a difference prints both lines and, by show, the records behind it.  key: which value names them. */
static inline bool oracle_same(struct oracle *oracle, const char *title, const struct out *expected,
			       const struct out *actual, int key,
			       void (*show)(const void *world, const char *key), const void *world)
{
	size_t start = 0, i = 0;
	char name[256];

	for (; expected->bytes[i] && expected->bytes[i] == actual->bytes[i]; i++)
		if (expected->bytes[i] == '\n')
			start = i + 1;
	if (expected->length == actual->length && i == expected->length) {
		oracle->passed++;
		return true;
	}
	oracle->failed++;
	const char *a = expected->bytes + start, *b = actual->bytes + start;
	printf("DIFFERENCE: %s\n  expected: %.*s\n  printed:  %.*s\n", title, (int)strcspn(a, "\n"), a,
	       (int)strcspn(b, "\n"), b);
	oracle_value(*a && (!*b || strcmp(a, b) < 0) ? a : b, key, name, sizeof name);
	printf("  records of \"%s\":\n", name);
	show(world, name);
	oracle->keep = true;
	return false;
}

/* How many rounds: as called for, else the usual number, a tenth where every run of a filter is slow. */
static inline int oracle_rounds(int argc, char **argv, int usual)
{
	const char *wrappers = getenv("KEHU_WRAPPERS");

	if (argc > 2)
		return (int)strtol(argv[2], NULL, 10);
	return wrappers && *wrappers ? (usual + 9) / 10 : usual;
}

/* Removes the folder, or says that it stays, and prints the last line.  Answers the exit status. */
static inline int oracle_end(struct oracle *oracle, const char *name)
{
	char command[512];
	struct out text;

	if (oracle->keep) {
		printf("%s: the files of the last difference stay in %s\n", name, oracle->folder);
	} else if (chdir("/") == 0) {
		snprintf(command, sizeof command, "rm -rf '%s'", oracle->folder);
		oracle_run(command, &text);
		out_free(&text);
	}
	printf("%s: %u passed, %u failed\n", name, oracle->passed, oracle->failed);
	return oracle->failed ? 1 : 0;
}

#endif
