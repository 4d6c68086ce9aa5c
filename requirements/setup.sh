#!/usr/bin/env bash
# Makes both environments, each only when its requirements have changed:
#   .venv       Python 3.12  requirements/test.txt (the server and its tests)
#   .venv-rasa  Python 3.10  requirements/rasa.txt
# and .tools, with a pinned uv, where none is found.
#   --browser   also sees to a Chromium for the browser tests
#   --lock      writes requirements/*.txt anew from requirements/*.in
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

runs() { # runs VERSION COMMAND: prints the real path of an interpreter of that version. Shims answer for what is not there.
  "$2" -c '
import ctypes, sqlite3, ssl, sys
if "%d.%d" % sys.version_info[:2] != sys.argv[1]:
    sys.exit(1)
print(sys.executable)' "$1" 2>/dev/null
}

interpreter() { # interpreter VERSION: from PATH, pyenv or uv, the first that runs
  local version=$1 candidate
  while IFS= read -r candidate; do
    [ -n "$candidate" ] && runs "$version" "$candidate" && return 0
  done < <(
    type -aP "python$version" python3 python || true
    for versions in "${PYENV_ROOT:-}" "${HOME:-}/.pyenv"; do
      [ -n "$versions" ] && ls -d "$versions/versions/$version".*/bin/python 2>/dev/null | sort -rV
    done
    ls -d "${UV_PYTHON_INSTALL_DIR:-${XDG_DATA_HOME:-${HOME:-}/.local/share}/uv/python}/cpython-$version".*/bin/python"$version" \
      2>/dev/null | sort -rV
  )
  return 1
}

working_uv() { # the first uv that runs (a shim may only say "command not found") and is not too old for hashes
  local candidate
  while IFS= read -r candidate; do
    if [ -x "$candidate" ] && "$candidate" pip sync --help 2>/dev/null | grep -q -e --require-hashes; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done < <(type -aP uv || true; printf '%s\n' "${HOME:-}/.local/bin/uv" "${HOME:-}/.cargo/bin/uv")
  return 1
}

stamp_of() { # stamp_of REQUIREMENTS FOLDER: what the folder was made from; a copied or moved folder is another one
  printf '%s %s\n' "$(sha256sum <"$1" | cut -d' ' -f1)" "$PWD/$2"
}

fresh() { # fresh REQUIREMENTS FOLDER VERSION
  [ "$(cat "$2/.requirements" 2>/dev/null)" = "$(stamp_of "$1" "$2")" ] && runs "$3" "$2/bin/python" >/dev/null
}

without_list() { grep -vE '^ [+~-] ' || true; } # uv names every package when it is not on a terminal

like_pip() { # what pip was told (a mirror) and what it trusts (the system's certificates) holds for uv too
  local index
  if [ -s /etc/ssl/certs/ca-certificates.crt ]; then
    if "$UV" --help | grep -q -e --system-certs; then export UV_SYSTEM_CERTS=true; else export UV_NATIVE_TLS=true; fi
  fi
  [ -n "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ] && return 0
  index=${PIP_INDEX_URL:-$("$1" -m pip config get global.index-url 2>/dev/null || true)}
  [ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
}

ensure_uv() { # ensure_uv PYTHON: sets UV
  UV=$(working_uv) && return 0
  if ! fresh requirements/tools.txt .tools 3.12; then
    say "no working uv found: one is installed into .tools"
    rm -rf .tools
    "$1" -m venv .tools >/dev/null ||
      die "$1 cannot make a virtual environment (on Debian: apt-get install python3.12-venv), and no uv was found"
    .tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
      -r requirements/tools.txt || die "uv could not be installed into .tools: see above"
    stamp_of requirements/tools.txt .tools >.tools/.requirements
  fi
  UV=$PWD/.tools/bin/uv
}

environment() { # environment FOLDER VERSION REQUIREMENTS PYTHON
  local folder=$1 version=$2 requirements=$3 python=$4 began=$SECONDS
  ensure_uv "$python312"
  like_pip "$python"
  say "$folder: $(grep -c '==' "$requirements") packages for Python $version; the first time takes some minutes"
  rm -f "$folder/.requirements"
  if ! { runs "$version" "$folder/bin/python" >/dev/null && [ "$(cat "$folder/.place" 2>/dev/null)" = "$PWD" ]; }; then
    rm -rf "$folder"
    "$UV" venv --quiet --no-config --no-project --python "$python" "$folder" || die "$folder could not be made: see above"
    printf '%s\n' "$PWD" >"$folder/.place"
  fi
  local command=("$UV" pip sync --no-config --require-hashes --python "$folder/bin/python" "$requirements")
  if [ -t 2 ]; then "${command[@]}"; else "${command[@]}" 2>&1 | without_list; fi ||
    die "$requirements could not be installed into $folder: see above"
  stamp_of "$requirements" "$folder" >"$folder/.requirements"
  say "$folder is ready ($((SECONDS - began)) s)"
}

browser() { # the browser tests look in the same places: tests take the first of these names
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    type -P "$name" && return 0
  done
  return 1
}

ensure_browser() {
  local log=var/log/browser-setup.log root=()
  browser >/dev/null && return 0
  [ "$(id -u)" = 0 ] || root=(sudo -n)
  mkdir -p var/log
  if type -P apt-get >/dev/null && "${root[@]}" true 2>/dev/null; then
    say "no Chromium found: it is installed with apt-get (log: $log)"
    { "${root[@]}" apt-get update && "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y chromium; } \
      >"$log" 2>&1 </dev/null || true
  fi
  browser >/dev/null ||
    say "no Chromium found, and it could not be installed (apt-get as root or with sudo -n): the browser tests will fail"
}

lock() { # every requirements/*.in, newest versions that fit; hashes, but no address of an index
  local name version
  ensure_uv "$PWD/.venv/bin/python"
  like_pip "$PWD/.venv/bin/python"
  for name in tools server test rasa; do
    version=3.12
    [ "$name" != rasa ] || version=3.10
    say "requirements/$name.txt (Python $version)"
    "$UV" pip compile --quiet --no-config --upgrade --generate-hashes --no-emit-index-url --no-header --no-annotate \
      --python-version "$version" "requirements/$name.in" -o "requirements/$name.txt" || die "requirements/$name.in has no solution"
  done
}

mkdir -p var
exec 9>var/setup.lock
if type -P flock >/dev/null; then flock -n 9 || { say "another set-up is at work: waiting for it"; flock 9; }; fi
export UV_PYTHON_DOWNLOADS=never UV_HTTP_TIMEOUT="${UV_HTTP_TIMEOUT:-180}"
[ -z "${PIP_CERT:-}" ] || export SSL_CERT_FILE="${SSL_CERT_FILE:-$PIP_CERT}"
unset VIRTUAL_ENV PYTHONHOME PYTHONPATH

if ! fresh requirements/test.txt .venv 3.12 || ! fresh requirements/rasa.txt .venv-rasa 3.10; then
  advice="looked on PATH, in pyenv and in uv; pyenv install %s, uv python install %s or your system's packages give one"
  # shellcheck disable=SC2059
  python312=$(interpreter 3.12) || die "Python 3.12 was not found ($(printf "$advice" 3.12 3.12))"
  # shellcheck disable=SC2059
  python310=$(interpreter 3.10) || die "Python 3.10, which Rasa needs, was not found ($(printf "$advice" 3.10 3.10))"
  fresh requirements/test.txt .venv 3.12 || environment .venv 3.12 requirements/test.txt "$python312"
  fresh requirements/rasa.txt .venv-rasa 3.10 || environment .venv-rasa 3.10 requirements/rasa.txt "$python310"
fi
case "${1:-}" in
  --browser) ensure_browser ;;
  --lock) lock ;;
esac
