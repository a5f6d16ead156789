/* What the files of the crowd share: many clients of one server, in one thread on raw epoll. */
#ifndef CROWD_H
#define CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* ---- options: crowd.c */

extern struct options {
    const char *mode, *unix_path, *token;
    int port, clients, mutes, churn, hertz, bytes, window, opening, count;
    bool binary;
    double seconds, every;
} options;

_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

static inline uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static inline uint64_t nanoseconds(double seconds) { return (uint64_t)(seconds * 1e9); }

/* ---- connections: link.c */

enum { TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };
enum link_state { SHUT, CONNECTING, OPENING, OPEN };

struct link {
    int descriptor;
    enum link_state state;
    const char *subprotocol; /* none for a bare client */
    char accept[32];
    uint8_t *rest; /* the start of a frame whose end has not come */
    uint32_t rest_count, rest_capacity;
};

extern int poller;

/* Calls to the owner of a link, with the frame's payload; a link of nobody is never read. */
typedef void frame_heard(void *owner, int opcode, const uint8_t *bytes, uint32_t count, uint64_t at);

void link_dial(struct link *link, void *owner, int receive_buffer);
/* The connection is there: asks for the upgrade, and waits for bytes unless it is `deaf`. */
void link_upgrade(struct link *link, void *owner, bool deaf);
/* False when the server has ended the connection. */
bool link_read(struct link *link, void *owner, frame_heard *heard);
void link_send(struct link *link, int opcode, const void *bytes, uint32_t count);
void link_say(struct link *link, const char *format, ...) __attribute__((format(printf, 2, 3)));
void link_close(struct link *link, bool by_reset);

/* ---- clients: guest.c */

enum guest_state { OUT, COMING, IN, LEAVING };
/* How a guest goes: with a word, without one, or without one and to come back to its session. */
enum leave { GOODBYE, VANISH, RETURN, LEAVES };

struct guest {
    struct link link;
    enum guest_state state;
    char session[33];
    uint64_t since;    /* when it was let in */
    uint64_t last_seq; /* of the newest beat it heard */
    uint32_t records, acknowledged;
};

/* Guests on their way in: the server takes only so many without a hello. */
extern int coming;

void guest_come(struct guest *guest);
void guest_leave(struct guest *guest, enum leave how);
void guest_ready(struct guest *guest);

/* ---- clients that never read: mute.c */

void mutes_begin(int count);
/* Each is replaced after a while: the server has given it up by then. */
void mutes_turn(uint64_t at);
bool mute_ready(void *owner);

/* ---- what is published: drum.c */

/* Opens the producer's socket; `bytes` is about what a record takes on the wire. */
void drum_begin(int bytes);
void drum_beat(void);
/* When a beat was played; 0 if it is too long ago. */
uint64_t beat_time(uint32_t beat);
/* Whether a JSON record ends with the payload that was published. */
bool is_payload(const uint8_t *record, uint32_t count);

/* ---- figures: tally.c */

extern struct tally {
    uint64_t received, conflated, disordered, wrong, joined, resumed, left, lost, mutes;
    uint64_t beat_late; /* the worst lateness of a beat of our own */
} tally;

void tally_late(uint64_t nanoseconds);
/* One line of JSON with what was seen since the last. */
void tally_report(uint64_t start, int open);

/* ---- modes */

void run_listen(void);
void run_visit(void);

#endif
