# Sourced by the scripts beside it: finds a Python, brings the installation up to date for `$purpose` (run or test),
# and sets `python`. Everything it says goes to stderr: the output of bin/kenbun is for other programs.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
python=$root/.venv/bin/python

# Tried by running it: a version manager may put names on the path behind which there is nothing.
is_fit() {
    "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for name in "${KENBUN_PYTHON:-}" "$python" python3.13 python3.12 python3.11 python3.14 python3 python; do
        if [ -n "$name" ] && is_fit "$name"; then
            printf '%s\n' "$name"
            return
        fi
    done
    {
        echo "kenbun needs Python 3.11 or later, with its modules venv and ensurepip. There is:"
        for name in python3 python; do
            command -v "$name" >/dev/null && printf '    %s: %s\n' "$name" "$("$name" --version 2>&1 | tail -n 1)"
        done
        echo "On Debian and Ubuntu: apt-get install python3 python3-venv. To name another: KENBUN_PYTHON=/path/to/python"
    } >&2
    return 1
}

found=$(find_python) || exit 1
"$found" -I "$root/bin/_install.py" "$purpose"

PYTHONPATH=$root/src${PYTHONPATH:+:$PYTHONPATH}
export PYTHONPATH
