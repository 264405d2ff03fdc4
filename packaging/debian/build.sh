#!/bin/sh
# Builds the Debian package for this machine's Debian release and architecture: packaging/debian/build.sh [FOLDER]
# It needs python3-venv, git and a package registry, but not root. The package brings all Python packages along, so
# whoever installs it needs none of that; and it fits only this release's Python.
set -eu
umask 022
here=$(dirname "$(readlink -f "$0")")
code=$(readlink -f "$here/../..")
output=$(readlink -f "${1:-.}")
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
root=$staging/root
lib=$root/usr/lib/imago
doc=$root/usr/share/doc/imago

install -d "$lib" "$doc" "$root/DEBIAN"
cd "$code"
git ls-files -- . ':!tests' ':!bench' ':!docs' ':!packaging' ':!.*' ':!*.md' ':!*file' ':!docker-compose.yml' \
    ':!requirements*' | tar -cf - -T - | tar -xf - -C "$lib"
cp "$code"/docs/*.md "$code/README.md" "$code/CHANGELOG.md" "$doc"

python3 -m venv "$staging/tools"
"$staging/tools/bin/python" -m venv --without-pip --symlinks "$lib/venv"
"$staging/tools/bin/pip" --python "$lib/venv/bin/python" --disable-pip-version-check --quiet install --no-cache-dir \
    --only-binary :all: --no-binary http-ece --require-hashes --requirement "$code/requirements.txt"
find "$lib/venv/bin" ! -name 'python*' ! -type d -delete
ln -sf /usr/bin/python3 "$lib/venv/bin/python"
printf 'home = /usr/bin\ninclude-system-site-packages = false\nversion = %s\n' \
    "$(python3 -c 'import platform; print(platform.python_version())')" > "$lib/venv/pyvenv.cfg"
IMAGO_DATA=$staging/none IMAGO_STATIC=$lib/collected \
    "$lib/venv/bin/python" "$lib/manage.py" collectstatic --no-input --verbosity 0
"$lib/venv/bin/python" -m compileall -q -s "$root" -p / "$lib"

install -D "$here/imago" "$root/usr/bin/imago"
install -D -m 0644 "$here/imago.service" "$root/lib/systemd/system/imago.service"
install -D -m 0640 "$here/imago.default" "$root/etc/default/imago"
install -m 0755 "$here/postinst" "$here/prerm" "$here/postrm" "$root/DEBIAN"
echo /etc/default/imago > "$root/DEBIAN/conffiles"
sed -e "s/@ARCHITECTURE@/$(dpkg --print-architecture)/" -e "s/@SIZE@/$(du -sk "$root" | cut -f1)/" \
    -e "s/@PYTHON@/$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')/" \
    -e "s/@NEXT_PYTHON@/$(python3 -c 'import sys; print("%d.%d" % (sys.version_info[0], sys.version_info[1] + 1))')/" \
    "$here/control" > "$root/DEBIAN/control"
dpkg-deb --build --root-owner-group -Zzstd -z9 "$root" "$output"
