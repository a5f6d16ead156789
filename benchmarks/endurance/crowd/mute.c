/* Clients that come in bare and never read. */
#include <stdlib.h>

#include "crowd.h"

/* Longer than the server's patience with who reads nothing, 10 s. */
enum { MUTE_SECONDS = 15, RECEIVE_BUFFER = 4096 };

struct mute {
    struct link link;
    uint64_t until;
};

static struct mute *mutes;
static int mute_count;

void mutes_begin(int count) {
    mutes = calloc((size_t)count + 1, sizeof *mutes);
    mute_count = count;
}

void mutes_turn(uint64_t at) {
    for (int i = 0; i < mute_count; i++) {
        struct mute *mute = &mutes[i];
        if (mute->until > at) continue;
        link_close(&mute->link, true);
        /* The first ones leave one after the other, so that they are not all of one age. */
        double seconds = mute->until ? MUTE_SECONDS : MUTE_SECONDS * (i + 1.0) / mute_count;
        mute->until = at + nanoseconds(seconds);
        tally.mutes++;
        link_dial(&mute->link, mute, RECEIVE_BUFFER);
    }
}

bool mute_ready(void *owner) {
    struct mute *mute = owner;
    if (!mutes || mute < mutes || mute >= mutes + mute_count) return false;
    if (mute->link.state == CONNECTING) link_upgrade(&mute->link, mute, true);
    else link_close(&mute->link, true); /* the server has given it up */
    return true;
}
