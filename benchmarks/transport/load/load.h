/* What the files of the load generator share. One thread, raw epoll, no library. */
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* ---- options: load.c */

/* How a message is told from the next: in WebSocket frames, or as lines ended by LF. */
enum framing { WEBSOCKET, LINES };

extern struct options {
    const char *mode, *unix_path, *subprotocol;
    enum framing framing;
    int port, server, connections, depth, size, burst, window, opening;
    bool binary, spin;
    double seconds, warm_up, rate, hold;
} options;

_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

static inline uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static inline uint64_t nanoseconds(double seconds) { return (uint64_t)(seconds * 1e9); }

/* ---- messages: message.c */

/* The bytes in front of the fixed text of each message, see message.c. */
enum { HEAD_BYTES = 57, MESSAGE_BYTES_MIN = 64, MESSAGE_BYTES_MAX = 1 << 18, FRAMING_BYTES_MAX = 14 };

void messages_begin(void);
/* Writes one message at `p`, framed; returns its end. */
uint8_t *put_message(uint8_t *p, uint64_t at, uint64_t sequence, uint32_t sender);
/* Whether `p` is byte for byte the message that `put_message` made of these. */
bool is_message(const uint8_t *p, uint64_t at, uint64_t sequence, uint32_t sender);
/* When the message at `p` says it was sent; 0 if it says nothing of the kind. */
uint64_t message_time(const uint8_t *p);

/* ---- connections: connection.c */

enum state { CONNECTING, OPENING, OPEN };
enum role { ECHOES, SUBSCRIBES, PUBLISHES };

struct connection {
    int descriptor;
    enum state state;
    enum role role;
    uint32_t id;
    uint64_t sent, received;
    uint64_t sent_at; /* of the latest message, in rtt; else 0 */
    char accept[32];  /* the accept key the server has to answer with */
    uint8_t *rest;    /* the start of a message whose end has not come */
    uint32_t rest_count, rest_capacity;
};

extern int poller;
extern uint32_t publisher_id;
/* Messages that were not what they had to be. One is enough to spoil a run. */
extern uint64_t errors;
/* When the latest bytes were received. */
extern uint64_t received_at;

/* `count` connections, not yet begun. */
struct connection *new_connections(int count);
/* Opens all of them, at most `options.opening` at once. */
void open_connections(struct connection *connections, int count);
/* Sends `count` messages in one write, all with the time `at`. */
void send_messages(struct connection *connection, int count, uint64_t at);
/* Reads once and checks what came; returns how many whole messages that were. */
int receive(struct connection *connection);
/* Reads whatever still arrives, for so many seconds. */
void settle(double seconds);
/* From now on a close resets the connection, so that no TIME_WAIT is left for the next run. */
void reset_on_close(struct connection *connections, int count);

/* ---- latencies: histogram.c */

void histogram_clear(void);
void histogram_add(uint64_t nanoseconds);
uint64_t histogram_count(void);
/* Microseconds below which the share `p` of the samples lie. */
double histogram_quantile(double p);
double histogram_max(void);

/* ---- the measured time: window.c */

extern bool measuring;
/* Counted while `measuring`: messages that arrived, and reads that brought them. */
extern uint64_t messages_measured, reads_measured;

void window_open(void);
void window_close(void);
/* Microseconds of the server's CPU between open and close. */
double window_server_cpu(void);
double window_seconds(void);
/* The memory of the server that is resident, in bytes. */
long server_resident(void);
/* Every report is one line of JSON: these write its start and the fields all modes share. */
void report_begin(void);
void report_end(void);

/* ---- modes: one file each */

void run_rtt(void);
void run_echo(void);
void run_fanout(void);
void run_idle(void);

#endif
