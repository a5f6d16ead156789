/* libwebsockets on its own poll loop. argv: PORT
 *
 * It may only be written to from the WRITEABLE callback, one message each time; so that is what this does. */
#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>

enum role { ECHOES, SUBSCRIBES, PUBLISHES };

/* One message, shared by all who have still to send it. */
struct message {
    int owners, is_binary;
    size_t count;
    unsigned char bytes[]; /* LWS_PRE bytes in front are the library's */
};

struct session {
    struct session *next, **previous;
    struct lws *wsi;
    enum role role;
    struct message **queue; /* a ring */
    unsigned first, last, capacity;
};

static struct session *subscribers;

static void grow(struct session *s) {
    unsigned capacity = s->capacity ? s->capacity * 2 : 16;
    struct message **queue = malloc(capacity * sizeof *queue);
    for (unsigned i = 0; i < s->capacity; i++) queue[i] = s->queue[(s->first + i) % s->capacity];
    free(s->queue);
    s->queue = queue;
    s->last -= s->first;
    s->first = 0;
    s->capacity = capacity;
}

static void push(struct session *s, struct message *message) {
    if (s->last - s->first == s->capacity) grow(s);
    s->queue[s->last++ % s->capacity] = message;
    message->owners++;
    lws_callback_on_writable(s->wsi);
}

static void release(struct message *message) {
    if (--message->owners == 0) free(message);
}

static void opened(struct session *s, struct lws *wsi) {
    char path[64];
    memset(s, 0, sizeof *s);
    s->wsi = wsi;
    lws_hdr_copy(wsi, path, sizeof path, WSI_TOKEN_GET_URI);
    s->role = strcmp(path, "/sub") == 0 ? SUBSCRIBES : strcmp(path, "/pub") == 0 ? PUBLISHES : ECHOES;
    if (s->role != SUBSCRIBES) return;
    s->next = subscribers;
    s->previous = &subscribers;
    if (subscribers) subscribers->previous = &s->next;
    subscribers = s;
}

static void received(struct session *s, const void *bytes, size_t count) {
    struct message *message = malloc(sizeof *message + LWS_PRE + count);
    message->owners = 1;
    message->is_binary = lws_frame_is_binary(s->wsi);
    message->count = count;
    memcpy(message->bytes + LWS_PRE, bytes, count);
    if (s->role == PUBLISHES)
        for (struct session *each = subscribers; each; each = each->next) push(each, message);
    else push(s, message);
    release(message);
}

static int writable(struct session *s) {
    if (s->first == s->last) return 0;
    struct message *message = s->queue[s->first++ % s->capacity];
    int sent = lws_write(s->wsi, message->bytes + LWS_PRE, message->count,
                         message->is_binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT);
    release(message);
    if (sent < 0) return -1;
    if (s->first != s->last) lws_callback_on_writable(s->wsi);
    return 0;
}

static void closed(struct session *s) {
    if (s->role == SUBSCRIBES) {
        *s->previous = s->next;
        if (s->next) s->next->previous = s->previous;
    }
    while (s->first != s->last) release(s->queue[s->first++ % s->capacity]);
    free(s->queue);
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *bytes, size_t count) {
    switch (reason) {
    case LWS_CALLBACK_ESTABLISHED: opened(user, wsi); break;
    case LWS_CALLBACK_RECEIVE: received(user, bytes, count); break;
    case LWS_CALLBACK_SERVER_WRITEABLE: return writable(user);
    case LWS_CALLBACK_CLOSED: closed(user); break;
    default: break;
    }
    return 0;
}

int main(int count, char **words) {
    static const struct lws_protocols protocols[] = {
        {"bench", callback, sizeof(struct session), 65536, 0, NULL, 0},
        {NULL, NULL, 0, 0, 0, NULL, 0},
    };
    struct lws_context_creation_info info;
    if (count != 2) return 2;
    memset(&info, 0, sizeof info);
    lws_set_log_level(LLL_ERR, NULL);
    info.port = atoi(words[1]);
    info.iface = "127.0.0.1";
    info.protocols = protocols;
    info.fd_limit_per_thread = 19000;
    info.pt_serv_buf_size = 65536;
    struct lws_context *context = lws_create_context(&info);
    if (!context) return 1;
    while (lws_service(context, 0) >= 0) {}
    return 0;
}
