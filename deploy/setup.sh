#!/usr/bin/env bash
# Makes a Debian 12 or Ubuntu 24.04 machine ready to build, run and test Billify.
# Installs only what is missing and says so; does nothing, quickly, when all is there.
set -euo pipefail

OLDEST_POSTGRES=15
OLDEST_NODE=20.9.0
OCR_LANGUAGES=(eng deu fra nld ita spa por)

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

# As root, or by sudo where there is one.
as_root() {
    if [[ $EUID -eq 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "this needs root, and there is no sudo; as root, run: $*"
    fi
}

installed() {
    local status
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) || return 1
    [[ $status == installed ]]
}

has_postgres() {
    local initdb version
    for initdb in /usr/lib/postgresql/*/bin/initdb; do
        [[ -x $initdb ]] || continue
        version=${initdb#/usr/lib/postgresql/}
        (( ${version%%/*} >= OLDEST_POSTGRES )) && return 0
    done
    return 1
}

# What is missing, in the order of installation, in the array `missing`.
find_missing() {
    local package language
    local -a wanted=(
        build-essential pkg-config
        libtesseract-dev libleptonica-dev tesseract-ocr tesseract-ocr-osd
        poppler-utils fonts-liberation fonts-dejavu-core python3-venv
    )
    for language in "${OCR_LANGUAGES[@]}"; do
        wanted+=("tesseract-ocr-$language")
    done
    missing=()
    for package in "${wanted[@]}"; do
        installed "$package" || missing+=("$package")
    done
    has_postgres || missing+=("$(postgres_package)")
}

# The server of the distribution's own version: `postgresql` only names it.
postgres_package() {
    local name
    name=$(apt-cache depends postgresql 2>/dev/null |
        grep --only-matching --max-count=1 --extended-regexp 'postgresql-[0-9]+' || true)
    printf '%s\n' "${name:-postgresql-$OLDEST_POSTGRES}"
}

# Billify starts a private server of its own: keep the package from making and starting one.
keep_system_cluster_off() {
    local directory=/etc/postgresql-common/createcluster.d
    [[ -e $directory/billify.conf ]] && return
    as_root mkdir -p "$directory"
    printf '%s\n' '# Billify runs a private server; remove this file to have system clusters made.' \
        'create_main_cluster = false' | as_root tee "$directory/billify.conf" >/dev/null
}

install_missing() {
    local package
    command -v apt-get >/dev/null || die "this machine has no apt-get; install yourself: ${missing[*]}"
    say "installing: ${missing[*]}"
    for package in "${missing[@]}"; do
        if [[ $package == postgresql-* ]]; then keep_system_cluster_off; fi
    done
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        "${missing[@]}"
}

check_rust() {
    command -v cargo >/dev/null || die "Rust is missing; install it from https://rustup.rs, then run this again"
    local wanted found
    wanted=$(sed --quiet 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
    # With rustup, asking for the version installs what rust-toolchain.toml names.
    found=$(cargo --version | cut --delimiter=' ' --fields=2) ||
        die "Rust $wanted is missing and rustup could not install it"
    at_least "$wanted" "$found" || die "Rust $wanted or newer is needed, this is $found"
}

check_node() {
    command -v node >/dev/null || die "Node.js $OLDEST_NODE or newer is missing (https://nodejs.org)"
    local found
    found=$(node --version)
    at_least "$OLDEST_NODE" "${found#v}" ||
        die "Node.js $OLDEST_NODE or newer is needed, this is ${found#v}"
}

# at_least OLDEST FOUND
at_least() {
    [[ $(printf '%s\n' "$1" "$2" | sort --version-sort | head --lines=1) == "$1" ]]
}

cd "$(dirname "${BASH_SOURCE[0]}")/.."
find_missing
if (( ${#missing[@]} > 0 )); then
    as_root apt-get update --quiet
    # The name of the server's package may only be known now.
    find_missing
    install_missing
fi
check_rust
check_node
