# shellcheck shell=bash disable=SC2154
# What the compiler knows of the products: their public symbols, as data. Sourced, never run.

# Those that docs/public-api.md makes promises of.
products=(
    Lifeline LifelineCore EnergyProfile Roster JSONCodec EnergyCodec WebSocketTransport UnixSocketTransport
    LoopbackTransport LifelineSession LifelineUV
)

# extract_symbols FOLDER: one file of symbols for each product, from the strict build.
extract_symbols() {
    local module
    swift_build "${strict_build[@]}" --target Roster
    rm -rf "$1"
    mkdir -p "$1"
    for module in "${products[@]}"; do
        swift symbolgraph-extract -module-name "$module" -I .build-strict/debug/Modules -I Sources/CLibuv \
            -target "$(uname -m)-unknown-linux-gnu" -minimum-access-level public -skip-synthesized-members \
            -output-dir "$1"
    done
}
