/* The local side of conversations: who of this process sits in which, which lines each has been
 * sent, and the fetching of what is new. */
#ifndef VEER_DESK_ROOMS_H
#define VEER_DESK_ROOMS_H

#include <stdbool.h>
#include <stdint.h>
#include <uthash.h>

#include "base/ids.h"
#include "wire/generated/messages.h"

struct hub;
struct party;

/* How one party stands in one channel. Sequence numbers count from 1. */
struct seat_channel {
    bool known;     /* the party may use it, by the last view */
    bool open;      /* he may write, and so reads up to the newest line */
    bool following; /* he asked for the lines */
    bool fetching, fetch_again;
    int64_t sent;   /* the last line that he was sent */
    int64_t newest; /* the last line that is known to be there for him */
};

struct seat {
    struct party *party;
    int64_t revision; /* of the last view that he was sent */
    struct seat_channel channels[WIRE_CHANNEL_COUNT];
    struct seat *next;
};

struct room {
    char conversation[IDS_SIZE];
    int64_t revision;
    bool waiting;        /* the visitor stands in a queue */
    int64_t place;       /* the last place that he was sent, or 0 */
    enum wire_wait wait; /* and the expected wait that went with it */
    bool stranded;       /* whether he was told that he should choose another desk */
    bool fetching, fetch_again;
    bool wanted; /* too much was under way to the store: see rooms_retry() */
    struct seat *seats;
    UT_hash_handle hh;
};

struct room *room_find(struct hub *hub, const char *conversation);

struct seat *room_seat(const struct room *room, const struct party *party);

/* Fetches the view of a conversation and sends each local party his part of it, if it is news. */
void room_refresh(struct hub *hub, const char *conversation);

/* The party leaves all rooms: his connection is gone or he goes on elsewhere. */
void room_leave_all(struct hub *hub, struct party *party);

/* Starts or goes on sending lines from after `after`. False: not a channel of his. */
bool room_follow(struct hub *hub, struct party *party, const char *conversation,
                 enum wire_channel channel, int64_t after);

/* A channel has grown to this line: whoever follows it here gets what he lacks. */
void room_grown(struct hub *hub, const char *conversation, enum wire_channel channel, int64_t seq);

/* A line was kept just now, in this revision of the conversation: those who have all before it and
 * may read to the end get it straight, a note only the party (its serial) that said it. `line` is
 * its JSON. */
struct room_line {
    const char *conversation;
    enum wire_channel channel;
    uint64_t party;
    int64_t seq, revision;
    const char *line;
};

void room_deliver(struct hub *hub, const struct room_line *line);

/* Sends a text to all who sit in the conversation and may use the channel. */
void room_send(struct hub *hub, const char *conversation, enum wire_channel channel,
               const char *text, size_t length);

/* Fetches what could not be asked for because too much was under way to the store. */
void rooms_retry(struct hub *hub);

/* Frees all rooms. */
void rooms_finish(struct hub *hub);

#endif
