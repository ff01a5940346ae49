#!/bin/sh
# Installs Intreccio and its locked dependencies into .venv, in this folder and nowhere else.
# Arguments are passed on to uv sync, for example: --group browser.
# Needs Python 3.11 or newer. uv does the work; when it is not there, it is fetched into .venv-uv first.
set -eu
cd "$(dirname "$0")"

say() { printf '%s\n' "$*" >&2; }

find_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            "$name" -c 'import sys; print(sys.executable)'
            return 0
        fi
    done
    return 1
}

python=$(find_python) || {
    say "Intreccio needs Python 3.11 or newer, and found none."
    say "Install it (python.org, or your system's package manager), or name it: PYTHON=/path/to/python3 make install"
    exit 1
}

if command -v uv >/dev/null 2>&1; then
    uv=uv
elif [ -x .venv-uv/bin/uv ]; then
    uv=.venv-uv/bin/uv
else
    # The system's own pip may be closed to writes: an environment of our own never is. Where the system
    # ships Python without ensurepip, its pip can still fill a folder of ours.
    rm -rf .venv-uv
    if "$python" -m venv .venv-uv >/dev/null 2>&1 && .venv-uv/bin/python -m pip --version >/dev/null 2>&1; then
        .venv-uv/bin/python -m pip install --quiet --disable-pip-version-check uv || failed=1
    elif "$python" -m pip --version >/dev/null 2>&1; then
        rm -rf .venv-uv
        "$python" -m pip install --quiet --disable-pip-version-check --target .venv-uv uv || failed=1
    else
        say "Python at $python can neither make environments nor run pip."
        say "On Debian and Ubuntu: sudo apt install python3-venv. Then run make again."
        rm -rf .venv-uv
        exit 1
    fi
    if [ "${failed:-0}" = 1 ]; then
        say "uv could not be fetched: is this machine connected to the internet?"
        rm -rf .venv-uv
        exit 1
    fi
    uv=.venv-uv/bin/uv
fi

sync() {
    UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never "$uv" sync --locked --quiet --python "$python" "$@"
}

# Where the network has certificates of its own, only the system knows them: that is tried second.
sync "$@" 2>/dev/null || UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 sync "$@" || {
    say "The locked dependencies could not be installed into .venv; what uv says is above."
    exit 1
}
