/* reference: the least work that a server on libuv can do for these loads. Every ratio is against it.
 *
 *   reference tcp PORT         WebSocket on 127.0.0.1
 *   reference unix PATH        JSON lines on a Unix socket
 *   reference unix-ws PATH     WebSocket on a Unix socket
 *
 * A limit, not a server: no fragments, no close handshake, no UTF-8 check, no time-outs, one size limit.
 *
 * - One read buffer for the loop. Whole messages are handled where they lie; only a cut one is copied.
 * - All answers to one read leave in one write.
 * - A broadcast is framed once. All messages of one read leave in one write per subscriber.
 * - uv_try_write first; only what the kernel refused is queued, once for all who need it. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "websocket.h"

enum { INPUT_BYTES = 512 * 1024, BACKLOG = 4096 };

enum role { ECHOES, SUBSCRIBES, PUBLISHES };

struct client {
    union {
        uv_tcp_t tcp;
        uv_pipe_t pipe;
        uv_stream_t stream;
        uv_handle_t handle;
    } uv;
    enum role role;
    int is_open;
    int place; /* in `subscribers` */
    uint8_t *rest;
    uint32_t rest_count, rest_capacity;
};

/* Bytes that are gathered during one read and then sent. */
struct gathered {
    uint8_t *bytes;
    size_t count, capacity;
};

/* What the kernel did not take, shared by all who wait for it. */
struct queued {
    int owners;
    uint8_t bytes[];
};

struct pending_write {
    uv_write_t request;
    struct queued *queued;
};

static uv_loop_t *loop;
static int on_unix, in_lines;
static uint8_t input[INPUT_BYTES + 1];
static struct gathered answers, broadcast;
static struct client **subscribers;
static int subscribers_count, subscribers_capacity;

/* ---- coming and going */

static void subscribe(struct client *c) {
    if (subscribers_count == subscribers_capacity) {
        subscribers_capacity = subscribers_capacity * 2 + 64;
        subscribers = realloc(subscribers, sizeof *subscribers * (size_t)subscribers_capacity);
    }
    c->place = subscribers_count;
    subscribers[subscribers_count++] = c;
}

static void on_closed(uv_handle_t *handle) {
    struct client *c = handle->data;
    free(c->rest);
    free(c);
}

static void drop(struct client *c) {
    if (uv_is_closing(&c->uv.handle)) return;
    if (c->role == SUBSCRIBES) {
        subscribers[c->place] = subscribers[--subscribers_count];
        subscribers[c->place]->place = c->place;
    }
    uv_close(&c->uv.handle, on_closed);
}

static void open_as(struct client *c, const char *path) {
    c->is_open = 1;
    c->role = strncmp(path, "/sub", 4) == 0 ? SUBSCRIBES : strncmp(path, "/pub", 4) == 0 ? PUBLISHES : ECHOES;
    if (c->role == SUBSCRIBES) subscribe(c);
}

/* ---- writing */

static void gather(struct gathered *gathered, const void *bytes, size_t count) {
    if (gathered->count + count > gathered->capacity) {
        gathered->capacity = (gathered->count + count) * 2;
        gathered->bytes = realloc(gathered->bytes, gathered->capacity);
    }
    memcpy(gathered->bytes + gathered->count, bytes, count);
    gathered->count += count;
}

static void on_written(uv_write_t *request, int status) {
    struct pending_write *write = (struct pending_write *)request;
    (void)status;
    if (--write->queued->owners == 0) free(write->queued);
    free(write);
}

/* `queued` is made for the first client that needs it, and used by the others. */
static void send_to(struct client *c, const struct gathered *gathered, struct queued **queued) {
    uv_buf_t buffer = uv_buf_init((char *)gathered->bytes, (unsigned)gathered->count);
    int sent = uv_try_write(&c->uv.stream, &buffer, 1);
    if (sent == (int)gathered->count) return;
    if (sent < 0 && sent != UV_EAGAIN) {
        drop(c);
        return;
    }
    if (sent < 0) sent = 0;
    if (!*queued) {
        *queued = malloc(sizeof **queued + gathered->count);
        (*queued)->owners = 0;
        memcpy((*queued)->bytes, gathered->bytes, gathered->count);
    }
    struct pending_write *write = malloc(sizeof *write);
    write->queued = *queued;
    write->queued->owners++;
    buffer = uv_buf_init((char *)write->queued->bytes + sent, (unsigned)gathered->count - (unsigned)sent);
    if (uv_write(&write->request, &c->uv.stream, &buffer, 1, on_written)) on_written(&write->request, -1);
}

static void send_gathered(struct client *c) {
    struct queued *queued = NULL;
    if (answers.count) send_to(c, &answers, &queued);
    queued = NULL;
    if (broadcast.count)
        for (int i = subscribers_count; i-- > 0;) send_to(subscribers[i], &broadcast, &queued);
}

/* ---- reading */

static uint32_t take_upgrade(struct client *c, uint8_t *p, uint32_t count) {
    char answer[UPGRADE_BYTES_MAX];
    char *end = memmem(p, count, "\r\n\r\n", 4);
    if (!end) return 0;
    *end = 0;
    int length = end - (char *)p > 16 ? answer_upgrade((char *)p, end, answer) : 0;
    if (length == 0) {
        drop(c);
        return count;
    }
    gather(&answers, answer, (size_t)length);
    open_as(c, (char *)p + 4);
    return (uint32_t)(end + 4 - (char *)p);
}

static uint32_t take_frames(struct client *c, uint8_t *p, uint32_t count) {
    uint32_t taken = 0;
    struct frame frame;
    if (!c->is_open) {
        taken = take_upgrade(c, p, count);
        if (taken == 0) return 0;
    }
    while (read_frame_head(p + taken, count - taken, &frame)) {
        uint8_t *start = p + taken;
        if (frame.payload > INPUT_BYTES / 2 || (start[0] & 15) == 8) {
            drop(c);
            return count;
        }
        uint32_t length = frame.head + (uint32_t)frame.payload;
        if (count - taken < length) break;
        uint8_t *answer = answer_frame(start, &frame);
        gather(c->role == PUBLISHES ? &broadcast : &answers, answer, (size_t)(start + length - answer));
        taken += length;
    }
    return taken;
}

/* The first line may say what the connection is for: {"path":"/sub"}. */
static uint32_t take_introduction(struct client *c, const uint8_t *p, uint32_t count) {
    static const char introduction[] = "{\"path\":\"";
    size_t length = sizeof introduction - 1;
    const uint8_t *end = memchr(p, '\n', count);
    if (!end) return 0;
    if ((size_t)(end - p) < length + 4 || memcmp(p, introduction, length) != 0) {
        open_as(c, "/echo");
        return 0;
    }
    open_as(c, (const char *)p + length);
    return (uint32_t)(end + 1 - p);
}

static uint32_t take_lines(struct client *c, const uint8_t *p, uint32_t count) {
    uint32_t taken = c->is_open ? 0 : take_introduction(c, p, count);
    while (c->is_open && taken < count) {
        const uint8_t *end = memchr(p + taken, '\n', count - taken);
        if (!end) break;
        size_t length = (size_t)(end + 1 - (p + taken));
        gather(c->role == PUBLISHES ? &broadcast : &answers, p + taken, length);
        taken += (uint32_t)length;
    }
    return taken;
}

static void keep_rest(struct client *c, const uint8_t *p, uint32_t count) {
    c->rest_count = count;
    if (count == 0) return;
    if (count > c->rest_capacity) {
        c->rest_capacity = count + 256;
        c->rest = realloc(c->rest, c->rest_capacity);
    }
    memcpy(c->rest, p, count);
}

static void on_alloc(uv_handle_t *handle, size_t wanted, uv_buf_t *buffer) {
    struct client *c = handle->data;
    (void)wanted;
    if (c->rest_count) memcpy(input, c->rest, c->rest_count);
    *buffer = uv_buf_init((char *)input + c->rest_count, INPUT_BYTES - c->rest_count);
}

static void on_read(uv_stream_t *stream, ssize_t read, const uv_buf_t *buffer) {
    struct client *c = stream->data;
    (void)buffer;
    if (read < 0) drop(c);
    if (read <= 0) return;
    uint32_t count = c->rest_count + (uint32_t)read;
    answers.count = broadcast.count = 0;
    uint32_t taken = in_lines ? take_lines(c, input, count) : take_frames(c, input, count);
    if (uv_is_closing(&c->uv.handle)) return;
    keep_rest(c, input + taken, count - taken);
    send_gathered(c);
}

/* ---- listening */

static void on_connection(uv_stream_t *listener, int status) {
    if (status < 0) return;
    struct client *c = calloc(1, sizeof *c);
    if (on_unix) uv_pipe_init(loop, &c->uv.pipe, 0);
    else uv_tcp_init(loop, &c->uv.tcp);
    c->uv.handle.data = c;
    if (uv_accept(listener, &c->uv.stream)) {
        drop(c);
        return;
    }
    if (!on_unix) uv_tcp_nodelay(&c->uv.tcp, 1);
    uv_read_start(&c->uv.stream, on_alloc, on_read);
}

int main(int count, char **words) {
    union {
        uv_tcp_t tcp;
        uv_pipe_t pipe;
        uv_stream_t stream;
    } listener;
    int fault;
    if (count != 3) {
        fprintf(stderr, "usage: reference tcp PORT | unix PATH | unix-ws PATH\n");
        return 2;
    }
    on_unix = strcmp(words[1], "tcp") != 0;
    in_lines = strcmp(words[1], "unix") == 0;
    signal(SIGPIPE, SIG_IGN); /* libuv writes with write(): a client that is gone would end the process */
    loop = uv_default_loop();
    if (on_unix) {
        remove(words[2]);
        uv_pipe_init(loop, &listener.pipe, 0);
        fault = uv_pipe_bind(&listener.pipe, words[2]);
    } else {
        struct sockaddr_in address;
        uv_ip4_addr("127.0.0.1", atoi(words[2]), &address);
        uv_tcp_init(loop, &listener.tcp);
        fault = uv_tcp_bind(&listener.tcp, (struct sockaddr *)&address, 0);
    }
    if (fault == 0) fault = uv_listen(&listener.stream, BACKLOG, on_connection);
    if (fault) {
        fprintf(stderr, "reference: %s\n", uv_strerror(fault));
        return 1;
    }
    return uv_run(loop, UV_RUN_DEFAULT);
}
