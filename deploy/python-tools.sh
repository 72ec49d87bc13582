#!/bin/sh
# Installs the Python programs that tests use into a virtual environment of the project's own,
# .billify/python. Does nothing when they are there. Needs python3-venv.
set -eu
cd "$(dirname "$0")/.."
target=.billify/python
wanted='moto[server]==5.2.5 schemathesis==4.32.0'
mkdir -p .billify
# Several test programs may ask at once.
exec 9>.billify/python.lock
flock 9
if [ "$(cat "$target/installed" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi
rm -rf "$target"
python3 -m venv "$target"
# One word a requirement.
# shellcheck disable=SC2086
"$target/bin/pip" install --quiet --disable-pip-version-check $wanted
printf '%s\n' "$wanted" >"$target/installed"
