#!/bin/sh
# Makes .venv and installs exactly what a lock file says; does nothing when that lock is installed already.
# Usage: tools/venv.sh runtime|dev
set -eu
cd "$(dirname "$0")/.."
kind=$1
case $kind in runtime) lock=requirements.txt ;; dev) lock=requirements-dev.txt ;; *) echo "usage: $0 runtime|dev" >&2; exit 2 ;; esac
export PIP_DISABLE_PIP_VERSION_CHECK=1 UV_NO_PROGRESS=1 UV_SYSTEM_CERTS=true
export UV_COMPILE_BYTECODE=1 # else every process spends seconds on it where none may be written later
umask 022

stamp() { cksum <"$1"; }
is_fresh() { [ -f ".venv/.$1" ] && [ "$(cat ".venv/.$1")" = "$(stamp "$2")" ]; }
is_sound() { [ -x .venv/bin/python ] && .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

if is_sound && [ -x .venv/bin/yankao ]; then
    if is_fresh dev requirements-dev.txt; then exit 0; fi # the developers' lock holds everything
    if [ "$kind" = runtime ] && is_fresh runtime requirements.txt; then exit 0; fi
fi

find_python() {
    for name in python3.11 python3.12 python3.13 python3.14 python3 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$name"; return; fi
    done
}

if ! is_sound; then
    rm -rf .venv
    python=$(find_python)
    if command -v uv >/dev/null 2>&1; then
        uv venv -q --python "${python:-3.11}" .venv
    elif [ -z "$python" ]; then
        echo "Python 3.11 or newer is needed (or uv, which brings one)." >&2
        exit 1
    elif ! "$python" -m venv .venv; then
        echo "This Python cannot make virtual environments; install uv, or on Debian: apt-get install python3-venv" >&2
        rm -rf .venv
        exit 1
    fi
fi

with_uv() {
    "$1" pip install -q --python .venv/bin/python --require-hashes -r "$lock" &&
        "$1" pip install -q --python .venv/bin/python --no-build-isolation --no-deps -e .
}
with_pip() {
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip -q
    .venv/bin/python -m pip install -q --require-hashes -r "$lock"
    .venv/bin/python -m pip install -q --no-build-isolation --no-deps -e .
}

uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    [ -x .venv/bin/uv ] || .venv/bin/python -m pip install -q uv 2>/dev/null || true
    [ ! -x .venv/bin/uv ] || uv=.venv/bin/uv
fi
echo "Installing $lock into .venv ..." >&2
if [ -z "$uv" ] || ! with_uv "$uv"; then
    [ -z "$uv" ] || echo "uv could not install it; trying pip ..." >&2
    with_pip
fi
stamp "$lock" > ".venv/.$kind"
