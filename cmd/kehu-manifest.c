/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-manifest: list files with their records, bytes and SHA-256, and what else a result depends on. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"
#include "options.h"
#include "reader.h"
#include "sha256.h"
#include "text.h"
#include "writer.h"

enum { CHUNK = 1 << 16 };

struct options {
	const char *encoding; /* --encoding: charset of the files */
	char **lines;         /* ROLE=FILE and ROLE:=TEXT, up to a NULL */
};

/* One line of the list. */
struct line {
	struct text role, name;
	const char *file; /* NULL: a text */
};

/* A file's bytes as they are stored. */
struct sum {
	int64_t bytes;
	unsigned char digest[SHA256_DIGEST_SIZE];
};

static const char *const columns[] = {"role", "name", "rows", "bytes", "sha256", NULL};

static const char help[] =
	"Usage: kehu-manifest [--encoding=NAME] ROLE=FILE|ROLE:=TEXT...\n"
	"List files with their records, bytes and SHA-256 as CSV: role,name,rows,bytes,sha256.\n"
	"\n"
	"ROLE=FILE lists a CSV file by its last path component. The records are counted\n"
	"without the header and after inflating; bytes and SHA-256 are those of the file as\n"
	"it is stored. ROLE:=TEXT lists a text, with nothing in the other columns.\n"
	"\n"
	"  --encoding=NAME        charset of the files (default: UTF-8), e.g. GB18030\n"
	"  --help                 print this text and exit\n"
	"  --version              print the version and exit\n"
	"\n"
	"Example:\n"
	"  $ printf 'customer\\nC1\\n' >c.csv; kehu-manifest as-of:=2025-12-31 input=c.csv\n"
	"  role,name,rows,bytes,sha256\n"
	"  as-of,2025-12-31,,,\n"
	"  input,c.csv,1,12,1568e959e6586980baf2f525a4636649af54c9b19c9309bc28f1412b564d69df\n"
	"\n"
	"Exit status: 0 done, 2 usage, input or output trouble.\n";

/* The line that an operand asks for; a usage error where it has no role. */
static struct line parse_line(const char *operand)
{
	const char *equals = strchr(operand, '=');
	if (equals == NULL)
		diag_usage("\"%s\" is neither ROLE=FILE nor ROLE:=TEXT", operand);
	bool is_text = equals > operand && equals[-1] == ':';
	struct line line = {.role = {operand, (size_t)(equals - operand) - is_text}};
	if (line.role.length == 0)
		diag_usage("\"%s\" has no role", operand);
	line.file = is_text ? NULL : equals + 1;
	const char *slash = strrchr(equals + 1, '/');
	line.name = text_of(is_text || slash == NULL ? equals + 1 : slash + 1);
	if (!is_text && (line.name.length == 0 || strcmp(line.file, "-") == 0))
		diag_usage("\"%s\" names no file", operand);
	return line;
}

static struct options parse_options(int argc, char **argv)
{
	struct options options = {0};
	const struct option_entry entries[] = {{"encoding", OPTION_STRING, &options.encoding}};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	struct shared_options shared = {.as_of = 0, .encoding = options.encoding};
	options_finish(&shared);
	if (first == argc)
		diag_usage("there is nothing to list");
	options.lines = argv + first;
	for (char **line = options.lines; *line != NULL; line++)
		parse_line(*line);
	return options;
}

static int open_file(const char *path)
{
	struct stat status;
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (file < 0 || fstat(file, &status) != 0)
		diag_fail_errno("%s", path);
	if (!S_ISREG(status.st_mode))
		diag_fail("%s: not a file", path);
	return file;
}

static struct sum sum_file(const char *path)
{
	int file = open_file(path);
	char chunk[CHUNK];
	struct sha256_ctx context;
	struct sum sum = {0};
	ssize_t n;
	sha256_init_ctx(&context);
	while ((n = read(file, chunk, sizeof chunk)) > 0) {
		sha256_process_bytes(chunk, (size_t)n, &context);
		sum.bytes += n;
	}
	if (n < 0)
		diag_fail_errno("%s", path);
	sha256_finish_ctx(&context, sum.digest);
	close(file);
	return sum;
}

/* Records after the header, good and bad ones. */
static int64_t count_records(const char *path, const char *encoding)
{
	struct reader *reader = reader_open(path, encoding);
	int64_t records = -1;
	while (reader_next(reader))
		records++;
	reader_close(reader);
	return records < 0 ? 0 : records;
}

static void write_file(struct writer *writer, const char *path, const char *encoding)
{
	struct sum sum = sum_file(path);
	char hex[2 * SHA256_DIGEST_SIZE];
	for (size_t i = 0; i < sizeof hex; i++)
		hex[i] = "0123456789abcdef"[sum.digest[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15];
	writer_number(writer, count_records(path, encoding));
	writer_number(writer, sum.bytes);
	writer_text(writer, (struct text){hex, sizeof hex});
}

static void run(const struct options *options)
{
	struct writer *writer = writer_open(STDOUT_FILENO, "standard output");
	writer_header(writer, columns);
	for (char **operand = options->lines; *operand != NULL; operand++) {
		struct line line = parse_line(*operand);
		writer_text(writer, line.role);
		writer_text(writer, line.name);
		if (line.file != NULL) {
			write_file(writer, line.file, options->encoding);
		} else {
			for (int i = 0; i < 3; i++)
				writer_string(writer, "");
		}
		writer_end(writer);
	}
	writer_close(writer);
}

int main(int argc, char **argv)
{
	diag_start(argv);
	struct options options = parse_options(argc, argv);
	run(&options);
	diag_exit(EXIT_DONE);
}
