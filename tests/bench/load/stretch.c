#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "bench.h"

void stretch_begin(const struct bench *bench, struct stretch *stretch)
{
    *stretch = (struct stretch){.server_kb = meter_rss_kb(bench->meter.server),
                                .redis_kb = meter_rss_kb(bench->meter.redis)};
    if (bench->world)
        stretch->tally = bench->world->tally;
    meter_read(&bench->meter, &stretch->from);
}

void stretch_end(const struct bench *bench, struct stretch *stretch)
{
    meter_read(&bench->meter, &stretch->to);
}

static void print_tally(const struct tally *before, const struct tally *now)
{
    printf(",\"refused\":%" PRIu64 ",\"lost\":%" PRIu64 ",\"doubled\":%" PRIu64
           ",\"skipped\":%" PRIu64 ",\"said\":%" PRIu64 ",\"acknowledged\":%" PRIu64
           ",\"delivered\":%" PRIu64 ",\"errors\":{",
           now->refused - before->refused, now->lost - before->lost,
           now->doubled - before->doubled, now->skipped - before->skipped,
           now->said - before->said, now->acknowledged - before->acknowledged,
           now->delivered - before->delivered);
    const char *separator = "";
    for (size_t i = 0; i < ERRORS; i++) {
        if (now->errors[i].count == before->errors[i].count)
            continue;
        printf("%s\"%s\":%" PRIu64, separator, now->errors[i].code,
               now->errors[i].count - before->errors[i].count);
        separator = ",";
    }
    printf("}");
}

void stretch_print(const struct bench *bench, const struct stretch *stretch, const char *phase,
                   uint64_t count, const char *further, ...)
{
    struct usage used = usage_between(&stretch->from, &stretch->to);
    va_list arguments;

    printf("{\"phase\":\"%s\",\"pass\":%u,\"count\":%" PRIu64
           ",\"clock\":%.6f,\"server\":%.6f,\"redis\":%.6f,\"self\":%.6f,\"others\":%.6f",
           phase, bench->pass, count, used.clock, used.server, used.redis, used.self,
           usage_others(&used));
    printf(",\"server_kb\":%ld,\"redis_kb\":%ld",
           meter_rss_kb(bench->meter.server) - stretch->server_kb,
           meter_rss_kb(bench->meter.redis) - stretch->redis_kb);
    if (bench->world)
        print_tally(&stretch->tally, &bench->world->tally);
    va_start(arguments, further);
    vprintf(further, arguments);
    va_end(arguments);
    printf("}\n");
    fflush(stdout);
}

int bench_latency(const struct bench *bench, char *text, size_t size)
{
    const struct histogram *latency = &bench->latency;

    return snprintf(text, size,
                    ",\"p50_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,\"most_us\":%.1f,"
                    "\"late_p99_us\":%.1f",
                    (double)histogram_value(latency, .5) / 1e3,
                    (double)histogram_value(latency, .99) / 1e3,
                    (double)histogram_value(latency, .999) / 1e3, (double)latency->most / 1e3,
                    (double)histogram_value(&bench->lateness, .99) / 1e3);
}
