#ifndef LIFELINE_WEB_ASSETS_H
#define LIFELINE_WEB_ASSETS_H

#include <stddef.h>

/// A file inside the program: where it is served, and its bytes.
struct lifeline_asset {
    const char *path;
    const unsigned char *bytes;
    size_t count;
};

extern const int lifeline_asset_count;

/// The first of `lifeline_asset_count` files.
const struct lifeline_asset *lifeline_asset_list(void);

#endif
