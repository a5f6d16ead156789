# shellcheck shell=bash disable=SC2154
# What the machine has, and how to get what it lacks. Sourced by scripts/setup after house.sh.

readonly swift_major_min=6 swift_minor_min=2
readonly libuv_min=1.42

# MARK: Swift

require_swift() {
    local found version
    if ! have swift; then
        found=${SWIFTLY_BIN_DIR:-${HOME:-}/.local/share/swiftly/bin}
        if [[ -x $found/swift ]]; then
            note "Swift is installed in $found but not on the PATH. Run:"
            note "    export PATH=\"$found:\$PATH\""
            exit "$exit_not_ready"
        fi
        note "Swift $swift_major_min.$swift_minor_min or later is needed, and there is no 'swift' on the PATH."
        how_to_get_swift
    fi
    if ! found=$(swift --version 2>&1); then
        note "'swift --version' does not run. It says:"
        note "$(sed 's/^/    /' <<<"$found")"
        note "Often a system library of the toolchain is missing: https://www.swift.org/install/linux/ lists them."
        exit "$exit_not_ready"
    fi
    version=$(sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' <<<"$found" | head -n 1)
    if [[ -z $version ]]; then
        note "$(command -v swift) does not say which version of Swift it is."
        how_to_get_swift
    fi
    local major=${version%%.*} minor=${version#*.}
    if ((major < swift_major_min || (major == swift_major_min && minor < swift_minor_min))); then
        note "Swift $swift_major_min.$swift_minor_min or later is needed; $(command -v swift) is $version."
        how_to_get_swift
    fi
}

how_to_get_swift() {
    note "One way to get it, for this user alone:"
    note "    curl -O https://download.swift.org/swiftly/linux/swiftly-$(uname -m).tar.gz"
    note "    tar xzf swiftly-$(uname -m).tar.gz && ./swiftly init"
    note "Others: https://www.swift.org/install/. Then open a new shell and run this again."
    exit "$exit_not_ready"
}

# MARK: libuv

require_libuv() {
    have_libuv && return
    local packages=(libuv1-dev pkg-config)
    have pkg-config && packages=(libuv1-dev)
    if ! have apt-get; then
        note "The headers of libuv ($libuv_min or later) and pkg-config are needed, and there is no apt-get here to get them."
        note "Look for these packages, or build libuv from https://libuv.org:"
        note "    Fedora, RHEL, Amazon Linux   libuv-devel pkgconf-pkg-config"
        note "    openSUSE                     libuv-devel pkg-config"
        note "    Arch                         libuv pkgconf"
        note "    Homebrew                     libuv pkgconf"
        exit "$exit_not_ready"
    fi
    if ! may_install; then
        note "${packages[*]} missing, and this user may not install packages. Run:"
        note "    sudo apt-get update && sudo apt-get install -y ${packages[*]}"
        exit "$exit_not_ready"
    fi
    install_packages "${packages[@]}" || {
        note "Run it by hand to see more:"
        note "    ${as_root[*]:+${as_root[*]} }apt-get install -y ${packages[*]}"
        exit "$exit_not_ready"
    }
    have_libuv && return
    note "${packages[*]} installed, but 'pkg-config --exists \"libuv >= $libuv_min\"' still fails:"
    if have pkg-config; then
        note "    $(pkg-config --print-errors --exists "libuv >= $libuv_min" 2>&1 | head -n 1)"
        note "Is PKG_CONFIG_LIBDIR set, or another pkg-config before the system's on the PATH ($(command -v pkg-config))?"
    else
        note "    there is no pkg-config on the PATH: $PATH"
    fi
    exit "$exit_not_ready"
}

have_libuv() { have pkg-config && pkg-config --exists "libuv >= $libuv_min"; }

# MARK: Tools of the checks

# Gets what it can. Each thing that stays missing is one line, with what will be skipped.
offer_test_tools() {
    local wanted=()
    if ! have python3; then
        wanted+=(python3 python3-venv)
    elif [[ ! -x .venv/bin/python3 ]] && ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
        wanted+=(python3-venv)
    fi
    have valgrind || wanted+=(valgrind)
    have shellcheck || wanted+=(shellcheck)
    have mandoc || wanted+=(mandoc)
    have tsc || wanted+=(node-typescript)
    ((${#wanted[@]} == 0)) || try_to_install "${wanted[@]}"

    have valgrind || missing "no valgrind: instruction budgets will be skipped"
    have shellcheck || missing "no shellcheck: scripts are checked for syntax only"
    have mandoc || missing "no mandoc: the form of the manual page is not checked"
    have tsc || missing "no tsc: the types of the browser client will not be compiled"
    if have python3; then
        offer_python_packages
    else
        missing "no python3: floors, documents, schemas and vectors will be skipped"
    fi
}

missing() { note "${yellow}Skipped: $*${plain}"; }

try_to_install() {
    if have apt-get && may_install; then
        install_packages "$@" && return
        local package
        (($# == 1)) || for package in "$@"; do install_packages "$package" || true; done
    elif have apt-get; then
        note "Some checks want more tools. To have them, run:"
        note "    sudo apt-get install -y $*"
    fi
}

# Fills .venv from Tests/requirements.txt, unless it was filled from just that.
offer_python_packages() {
    local list=Tests/requirements.txt log
    [[ -f $list ]] || return 0
    cmp -s "$list" .venv/requirements.txt && .venv/bin/python3 -c '' 2>/dev/null && return
    log=$(logs_folder)/setup-python.log
    note "Getting the Python packages of the tests into .venv …"
    fill_venv "$list" >"$log" 2>&1 </dev/null && return
    rm -rf .venv
    note "$(tail -n 3 "$log" | sed 's/^/    /')"
    missing "no Python packages (log: $log): checks that need them will be skipped"
}

fill_venv() {
    rm -rf .venv && python3 -m venv .venv &&
        .venv/bin/python3 -m pip install --quiet --no-input --disable-pip-version-check --retries 2 --requirement "$1" &&
        cp "$1" .venv/requirements.txt
}

# MARK: apt

as_root=()

# Whether packages can be installed without asking anybody. Sets `as_root`.
may_install() {
    ((EUID == 0)) && return
    have sudo && sudo -n true </dev/null >/dev/null 2>&1 || return 1
    as_root=(sudo -n)
}

apt_lists_fresh=no

install_packages() {
    local log
    log=$(logs_folder)/setup-apt.log
    if [[ $apt_lists_fresh == no ]]; then
        apt_lists_fresh=yes
        note "Refreshing the package lists …"
        run_apt update >>"$log" 2>&1 || note "apt-get update failed; going on with the lists that are here"
    fi
    note "Installing $* …"
    run_apt install -y --no-install-recommends "$@" >>"$log" 2>&1 && return
    note "apt-get could not install $*. The end of $log:"
    note "$(tail -n 5 "$log" | sed 's/^/    /')"
    return 1
}

run_apt() {
    ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" </dev/null
}
