#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "bench.h"

static const char usage[] =
    "veer-load --port N --server PID --redis PID --desks A/B,... --chains BASE64,...\n"
    "          --password TEXT [options]\n"
    "  --counsellors N --capacity N --pairs N --idle N --offers N --seconds N --passes N\n"
    "  --rates N,...\n"
    "tests/bench/run starts it.\n";

enum option_code { PORT = 1, SERVER, REDIS, DESKS, CHAINS, PASSWORD, COUNSELLORS, CAPACITY, PAIRS, IDLE,
                   OFFERS, SECONDS, PASSES, RATES };

static const struct option known[] = {
    {"port", required_argument, NULL, PORT},
    {"server", required_argument, NULL, SERVER},
    {"redis", required_argument, NULL, REDIS},
    {"desks", required_argument, NULL, DESKS},
    {"chains", required_argument, NULL, CHAINS},
    {"password", required_argument, NULL, PASSWORD},
    {"counsellors", required_argument, NULL, COUNSELLORS},
    {"capacity", required_argument, NULL, CAPACITY},
    {"pairs", required_argument, NULL, PAIRS},
    {"idle", required_argument, NULL, IDLE},
    {"offers", required_argument, NULL, OFFERS},
    {"seconds", required_argument, NULL, SECONDS},
    {"passes", required_argument, NULL, PASSES},
    {"rates", required_argument, NULL, RATES},
    {NULL, 0, NULL, 0},
};

static void take_desks(struct settings *settings, char *list)
{
    char *rest;

    for (char *desk = strtok_r(list, ",", &rest); desk; desk = strtok_r(NULL, ",", &rest))
        if (settings->desk_count < sizeof settings->desks / sizeof settings->desks[0])
            settings->desks[settings->desk_count++] = desk;
}

static void take_chains(struct settings *settings, char *list)
{
    char *rest;

    for (char *chain = strtok_r(list, ",", &rest); chain; chain = strtok_r(NULL, ",", &rest))
        if (settings->chain_count < sizeof settings->chains / sizeof settings->chains[0])
            settings->chains[settings->chain_count++] = chain;
}

static void take_rates(struct settings *settings, char *list)
{
    char *rest;

    for (char *rate = strtok_r(list, ",", &rest); rate; rate = strtok_r(NULL, ",", &rest))
        if (settings->rate_count < sizeof settings->rates / sizeof settings->rates[0])
            settings->rates[settings->rate_count++] = (unsigned)strtoul(rate, NULL, 10);
}

static bool take_option(struct settings *settings, int code, char *value)
{
    unsigned long number = strtoul(value, NULL, 10);

    switch (code) {
    case PORT: settings->port = (uint16_t)number; return true;
    case SERVER: settings->server = (pid_t)number; return true;
    case REDIS: settings->redis = (pid_t)number; return true;
    case DESKS: take_desks(settings, value); return true;
    case CHAINS: take_chains(settings, value); return true;
    case PASSWORD: settings->password = value; return true;
    case COUNSELLORS: settings->counsellors = number; return true;
    case CAPACITY: settings->capacity = number; return true;
    case OFFERS: settings->offers = number; return true;
    case PAIRS: settings->pairs = number; return true;
    case IDLE: settings->idle = number; return true;
    case SECONDS: settings->seconds = (unsigned)number; return true;
    case PASSES: settings->passes = (unsigned)number; return true;
    case RATES: take_rates(settings, value); return true;
    default: return false;
    }
}

static bool take_options(struct settings *settings, int argc, char **argv)
{
    int code;

    *settings = (struct settings){.seconds = 4, .passes = 3, .pairs = 500, .counsellors = 90,
                                  .capacity = 6};
    while ((code = getopt_long(argc, argv, "", known, NULL)) != -1)
        if (code == '?' || !take_option(settings, code, optarg))
            return false;
    return settings->port && settings->server && settings->redis && settings->desk_count &&
           settings->chain_count == settings->desk_count &&
           settings->password && settings->pairs && settings->counsellors;
}

/* Connections take descriptors. */
static void raise_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void run_pass(struct bench *bench)
{
    phase_visitors(bench);
    phase_pairing(bench);
    phase_saturation(bench);
    /* Above what the server can do the waiting would only grow. */
    for (size_t i = 0; i < bench->settings->rate_count; i++)
        if (bench->settings->rates[i] < bench->saturation)
            phase_rate(bench, bench->settings->rates[i]);
    phase_transfers(bench);
    phase_end(bench, 0);
    if (bench->settings->offers > 0)
        phase_offers(bench);
    world_forget_visitors(bench->world);
    phase_handshakes(bench);
}

/* In the phase of the offers every place is taken, and as many wait as offers will be made. */
static size_t all_visitors(const struct settings *settings)
{
    size_t offers = settings->counsellors * settings->capacity + 2 * settings->offers;

    return settings->offers > 0 && offers > settings->pairs ? offers : settings->pairs;
}

static bool run(struct bench *bench)
{
    const struct settings *settings = bench->settings;
    const struct world_settings people = {.loop = bench->loop,
                                          .visitors = all_visitors(settings),
                                          .counsellors = settings->counsellors,
                                          .desks = settings->desks,
                                          .desk_count = settings->desk_count,
                                          .password = settings->password,
                                          .chains = settings->chains};

    if (settings->idle > 0)
        phase_idle(bench);
    bench->world = world_create(&people);
    if (!bench->world)
        return false;
    phase_sign_in(bench);
    for (bench->pass = 0; bench->pass < settings->passes; bench->pass++)
        run_pass(bench);
    world_destroy(bench->world);
    return true;
}

int main(int argc, char **argv)
{
    static struct bench bench; /* its histograms are large */
    static struct settings settings;
    bool done;

    if (!take_options(&settings, argc, argv)) {
        fputs(usage, stderr);
        return 2;
    }
    raise_limit();
    bench.settings = &settings;
    bench.loop = loop_create(settings.port);
    if (!bench.loop || !meter_init(&bench.meter, settings.server, settings.redis)) {
        fprintf(stderr, "veer-load: cannot start: %s\n", strerror(errno));
        return 1;
    }
    done = run(&bench);
    loop_destroy(bench.loop);
    return done ? 0 : 1;
}
