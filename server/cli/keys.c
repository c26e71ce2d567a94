#include "cli/keys.h"

#include <getopt.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cli/keys_private.h"
#include "config/values.h"

#define DAYS_MAX 3650

static const char usage[] =
    "veer keys SUBCOMMAND [options]\n"
    "\n"
    "  root ORG                  make the root of an organisation\n"
    "  enrol ORG/NAME            make and sign a counsellor's enrolment, under his key phrase;\n"
    "                            also to renew it\n"
    "  sign ORG KEY              sign an enrolment key made elsewhere (64 hex characters); prints\n"
    "                            the certificate in base64\n"
    "  list                      who is enrolled, until when, and what was revoked\n"
    "  revoke ORG/NAME           revoke all that was signed for somebody\n"
    "  revoke ORG SERIAL         revoke one certificate\n"
    "  release FILE              make a release key: FILE (secret) and FILE.pub\n"
    "  publish --release FILE    write and sign roots.json, by which pages know the roots\n"
    "  manifest DIST --release FILE\n"
    "                            write and sign DIST/manifest.json, the hashes of the pages\n"
    "  demo NETWORK              roots and enrolments of a demo network, well known to everybody;\n"
    "                            with --release FILE also that key and roots.json\n"
    "\n"
    "  --keys DIR      the keys folder (default keys)\n"
    "  --days N        how long an enrolment lasts (default 90)\n"
    "  --fast          a key phrase or passphrase that is quicker to try, for slow machines\n"
    "  --replace       root and release: put a new key in the place of one that is there\n"
    "\n"
    "Passphrases are asked for, unseen; without a terminal they are read from standard input, one\n"
    "a line: first that of the root, then the key phrase. docs/keys.md says who does what.\n";

enum option_code {
    OPTION_HELP = 'h',
    OPTION_KEYS = 256,
    OPTION_RELEASE,
    OPTION_DAYS,
    OPTION_FAST,
    OPTION_REPLACE
};

static const struct option known[] = {
    {"help", no_argument, NULL, OPTION_HELP},
    {"keys", required_argument, NULL, OPTION_KEYS},
    {"release", required_argument, NULL, OPTION_RELEASE},
    {"days", required_argument, NULL, OPTION_DAYS},
    {"fast", no_argument, NULL, OPTION_FAST},
    {"replace", no_argument, NULL, OPTION_REPLACE},
    {NULL, 0, NULL, 0},
};

static const struct subcommand {
    const char *name;
    int least, most; /* words behind it */
    bool (*run)(const struct keys_request *request);
} subcommands[] = {
    {"root", 1, 1, keys_root},       {"enrol", 1, 1, keys_enrol},
    {"sign", 2, 2, keys_sign},       {"list", 0, 0, keys_list},
    {"revoke", 1, 2, keys_revoke},   {"release", 1, 1, keys_release},
    {"publish", 0, 0, keys_publish}, {"manifest", 1, 1, keys_manifest},
    {"demo", 1, 1, keys_demo},
};

bool keys_fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)fprintf(stderr, "veer: ");
    (void)vfprintf(stderr, format, arguments);
    (void)fprintf(stderr, "\n");
    va_end(arguments);
    return false;
}

bool keys_read_organisation(const char *word, char organisation[KEYS_NAME_SIZE])
{
    if (!values_is_id(word))
        return keys_fail("\"%s\" is not the id of an organisation, such as csg", word);
    (void)snprintf(organisation, KEYS_NAME_SIZE, "%s", word);
    return true;
}

bool keys_read_person(const char *word, char organisation[KEYS_NAME_SIZE],
                      char name[KEYS_NAME_SIZE])
{
    const char *slash = strchr(word, '/');
    size_t length = slash ? (size_t)(slash - word) : 0;

    if (length == 0 || length >= KEYS_NAME_SIZE || !values_is_id(slash + 1))
        return keys_fail("\"%s\" is not organisation/name, such as csg/anna", word);
    (void)snprintf(organisation, KEYS_NAME_SIZE, "%.*s", (int)length, word);
    (void)snprintf(name, KEYS_NAME_SIZE, "%s", slash + 1);
    return values_is_id(organisation) ||
           keys_fail("\"%s\" is not organisation/name, such as csg/anna", word);
}

static bool read_days(const char *text, int *days)
{
    char *end;
    long number = strtol(text, &end, 10);

    *days = (int)number;
    return end != text && *end == '\0' && number >= 1 && number <= DAYS_MAX;
}

/* Says what is wrong with a word: `before` stands in front of it, `after` behind. */
static int wrong_use(const char *before, const char *word, const char *after)
{
    (void)fprintf(stderr, "veer keys: %s%s%s (veer keys --help)\n", before, word, after);
    return 2;
}

/* Returns 0, or the exit status; -1: help is wanted. */
static int read_options(struct keys_request *request, int argc, char **argv)
{
    int code;

    optind = 1;
    opterr = 0;
    while ((code = getopt_long(argc, argv, ":h", known, NULL)) != -1) {
        switch (code) {
        case OPTION_HELP:
            return -1;
        case OPTION_KEYS:
            request->dir = optarg;
            break;
        case OPTION_RELEASE:
            request->release = optarg;
            break;
        case OPTION_DAYS:
            if (!read_days(optarg, &request->days))
                return wrong_use("--days is a number from 1 to 3650, not ", optarg, "");
            break;
        case OPTION_FAST:
            request->fast = true;
            break;
        case OPTION_REPLACE:
            request->replace = true;
            break;
        case ':':
            return wrong_use("", argv[optind - 1], " needs a value");
        default:
            return wrong_use("unknown option ", argv[optind - 1], "");
        }
    }
    return 0;
}

static const struct subcommand *find_subcommand(const char *name)
{
    for (size_t i = 0; i < sizeof subcommands / sizeof subcommands[0]; i++)
        if (strcmp(subcommands[i].name, name) == 0)
            return &subcommands[i];
    return NULL;
}

static bool prepare(void)
{
    return sodium_init() >= 0 || keys_fail("this machine gives no random numbers");
}

int cli_keys(int argc, char **argv)
{
    struct keys_request request = {.dir = "keys", .days = 0, .now_s = clock_wall_ms() / 1000};
    const struct subcommand *subcommand;
    int status = read_options(&request, argc, argv), words = argc - optind - 1;

    if (status > 0)
        return status;
    if (status < 0 || (words >= 0 && strcmp(argv[optind], "help") == 0)) {
        (void)fputs(usage, stdout);
        return 0;
    }
    if (words < 0) {
        (void)fputs(usage, stderr);
        return 2;
    }
    subcommand = find_subcommand(argv[optind]);
    if (!subcommand)
        return wrong_use("there is no subcommand ", argv[optind], "");
    if (words < subcommand->least || words > subcommand->most)
        return wrong_use("", subcommand->name, " has too many words behind it, or too few");
    for (int i = 0; i < words; i++)
        request.words[i] = argv[optind + 1 + i];
    return prepare() && subcommand->run(&request) && fflush(stdout) == 0 ? 0 : 1;
}
