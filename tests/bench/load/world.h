/* Visitors and counsellors as the pages would be, each on a connection of its own: they answer
 * what the server tells them, and follow each talk line by line. */
#ifndef LOAD_WORLD_H
#define LOAD_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loop.h"
#include "scan.h"

#define HANDLE_SIZE 33
#define SEATS 3
#define ACCEPTED 16
#define ERRORS 16

struct world;
struct talk;

struct party {
    struct world *world;
    struct link *link; /* NULL: not connected */
    struct talk *talk; /* a visitor's own */
    size_t index;
    bool counsellor, ready;
    char accepted[ACCEPTED][HANDLE_SIZE]; /* the last offers that he took */
    unsigned accepted_count;
    uint64_t entered_ns, freed_ns; /* when he entered; when he freed a place and no offer has come since */
    double allowance; /* messages that the server's limit leaves him now */
    uint64_t allowance_ns;
};

/* One party in one talk; the visitor has the first seat. */
struct seat {
    struct party *party;
    char member[8];
    int64_t seq;    /* the last line that was read */
    int64_t number; /* of the last record that was said */
    int64_t epoch;  /* the newest, -1: none */
    bool keyed;     /* it is for all who are there, so that he may speak */
    char given[32]; /* what he said of keys last: to say it once */
    bool stopped;   /* a record was refused: no more are said */
    bool resting;   /* waits for his allowance */
    bool wrapping, wrapped; /* has wrap-up to do, and did it */
};

struct talk {
    char id[HANDLE_SIZE];
    struct party *visitor;
    struct seat seats[SEATS];
    struct seat *owner, *receiver;
    uint64_t began_ns;
    bool visitor_active, owner_active, paired;
    char transfer[HANDLE_SIZE]; /* empty: none was asked for */
    bool consented, introduced, taken;
    bool visitor_completed, receiver_completed, owner_completed, transferred;
    bool ended, wrapped;
};

struct tally {
    uint64_t requests, replies, said, acknowledged, delivered;
    uint64_t doubled, skipped; /* lines that came twice, and lines that never came */
    uint64_t refused, lost;    /* replies with an error, connections */
    struct {
        char code[32];
        uint64_t count;
    } errors[ERRORS];
};

/* What a phase wants to know of; NULL for nothing. */
struct watcher {
    void (*paired)(void *context, struct talk *talk);
    void (*transferred)(void *context, struct talk *talk);
    void (*offered)(void *context, struct party *counsellor); /* freed_ns is set */
    void (*delivered)(void *context, struct talk *talk, struct seat *sender, uint64_t intended_ns);
    void *context;
};

struct world {
    struct loop *loop;
    struct party *visitors, *counsellors;
    size_t visitor_count, counsellor_count;
    const char *const *desks;
    size_t desk_count;
    const char *password;
    const char *const *chains;
    struct talk *talks; /* visitor_count of them */
    size_t talk_count;
    uint32_t *by_id; /* places in `talks` plus one, 0: none; a power of two of them */
    size_t by_id_size;
    struct watcher watcher;
    struct tally tally;
    size_t ready; /* parties */
    uint64_t serial, nonce;
};

struct world_settings {
    struct loop *loop;
    size_t visitors, counsellors;
    const char *const *desks; /* visitor i goes to desk i, counsellor i works there (modulo) */
    size_t desk_count;
    const char *password;
    const char *const *chains; /* of a shift key, for those who work at each desk */
};

/* Nobody is connected yet. NULL when memory runs out. */
struct world *world_create(const struct world_settings *settings);
void world_destroy(struct world *world);

/* Connects the counsellor, signs him in, presents his chain and puts him on duty; then the visitor's hello. Ready is
 * counted in world->ready. */
void world_call_counsellor(struct world *world, size_t index);
void world_call_visitor(struct world *world, size_t index);

/* Hangs up all visitors and forgets all talks. */
void world_forget_visitors(struct world *world);

/* Steps that a phase begins; what follows from them the parties do by themselves. */
void world_enter(struct party *visitor);
void world_ask(struct world *world, struct talk *talk);
void world_end(struct talk *talk);
void world_wrap_up(struct talk *talk, struct seat *seat);

/* Says a record that tells when it should have been said. False: the party must wait, by the
 * server's limit for messages, or may not speak any more. */
bool world_say(struct world *world, struct talk *talk, struct seat *seat, uint64_t intended_ns);

/* Turns the loop until all requests are answered, or the time is over; whether they are. */
bool world_settle(struct world *world, unsigned limit_ms);

/* For the files of the world itself: sends a request about a talk (or NULL), its further fields
 * printed with `format` ("" or starting with a comma). */
void world_request(struct party *party, const char *type, const struct talk *talk,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));
struct talk *world_talk(struct world *world, struct slice id);
void world_count_error(struct world *world, struct slice code);

/* What pages do by themselves: the visitor's opens the next epoch for these members, the receiver's
 * shows that he has the newest key. `number`: that of the record in the channel of keys. */
void world_open_epoch(const struct talk *talk, const struct seat *visitor,
                      const struct slice *readers, size_t count, int64_t number);
void world_ack(const struct talk *talk, const struct seat *receiver, int64_t number);
void world_consent(const struct talk *talk, const char *hash);

/* Deals with an event that a party got (talk.c). */
void talk_event(struct party *party, struct slice message, struct slice type);

/* The talk is there: the party that entered or accepted knows its id. */
void talk_entered(struct party *visitor, struct slice id);

#endif
