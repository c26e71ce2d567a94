#include <stdio.h>
#include <string.h>

#include "cli/check.h"
#include "cli/keys.h"
#include "cli/staff.h"
#include "process.h"
#include "serve.h"
#include "store/redis_child.h"
#include "worker.h"

static const char usage[] =
    "veer SUBCOMMAND [options]\n"
    "\n"
    "  serve        run the server (veer serve --help)\n"
    "  check FILE   say whether a network file is right, and where it is not\n"
    "  keys         the keys of organisations and counsellors (veer keys --help)\n"
    "  staff hash   make the line of a password for the network file\n"
    "  help         this text\n"
    "  --version    the version of this program\n";

static int help(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    fputs(usage, stdout);
    return 0;
}

static int version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    puts("veer " VEER_VERSION);
    return 0;
}

static const struct {
    const char *name;
    int (*run)(int argc, char **argv); /* argv[0] is the name */
} subcommands[] = {
    {"serve", serve},       {"check", cli_check},      {"staff", cli_staff}, {"keys", cli_keys},
    {"help", help},         {"--help", help},          {"-h", help},         {"version", version},
    {"--version", version}, {WORKER_MODE, worker_run},
};

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs(usage, stderr);
        return 2;
    }
    /* This one becomes redis-server, which has its own mind about limits. */
    if (strcmp(argv[1], REDIS_CHILD_MODE) == 0)
        return redis_child_exec(argc, argv);
    process_prepare();
    for (size_t i = 0; i < sizeof(subcommands) / sizeof(subcommands[0]); i++)
        if (strcmp(argv[1], subcommands[i].name) == 0)
            return subcommands[i].run(argc - 1, argv + 1);
    fprintf(stderr, "veer: there is no subcommand \"%s\"\n\n%s", argv[1], usage);
    return 2;
}
