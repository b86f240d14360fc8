#!/bin/sh
# Installs Docker Engine and buildx on Debian or Ubuntu, as root, from the machine's own package mirror.
# Does nothing where both are there. The machine's apt configuration is read and left as it is: where its
# release is too old, the newer one is added in a private apt configuration that is thrown away afterwards.
set -eu
oldest_buildx=0.15   # the first whose --progress=rawjson writes one JSON text per line

fail() { echo "install-docker: $*" >&2; exit 1; }

# A lone client answers `docker --version` too: ask for the daemon and for the plugin.
if command -v dockerd >/dev/null && docker buildx version >/dev/null 2>&1; then exit 0; fi
command -v apt-get >/dev/null || fail "no apt-get here; install Docker Engine with buildx: https://docs.docker.com/engine/install/"
[ "$(id -u)" = 0 ] || fail "installing needs root; run this as root, or install Docker Engine with buildx: https://docs.docker.com/engine/install/"
. /etc/os-release

export DEBIAN_FRONTEND=noninteractive
private=$(mktemp -d)
chmod 755 "$private"   # apt downloads as the user _apt
policy=/usr/sbin/policy-rc.d
own_policy=
cleanup() { rm -rf "$private"; [ -z "$own_policy" ] || rm -f "$policy"; }
trap cleanup EXIT
trap 'exit 1' INT TERM HUP

# The daemon must not be started by the package: start-docker.sh does it, with or without systemd.
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  own_policy=yes
fi

# What the daemon needs beside its own packages; what is there is not upgraded.
extras=
for package in ca-certificates git iptables; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || extras="$extras $package"
done
# --no-remove: where another packaging of Docker is half there, stop and let a person decide.
install="install -y -q --no-install-recommends --no-remove -o DPkg::Lock::Timeout=300"

apt-get update -q -o Acquire::Check-Valid-Until=false
candidate() { apt-cache policy "$1" | sed -n 's/^ *Candidate: \([0-9].*\)/\1/p'; }
buildx=$(candidate docker-buildx)
if [ -n "$buildx" ] && [ -n "$(candidate docker.io)" ] && dpkg --compare-versions "$buildx" ge "$oldest_buildx"; then
  client=
  [ -z "$(candidate docker-cli)" ] || client=docker-cli   # a package of its own since Debian 13
  apt-get $install $extras docker.io docker-buildx $client
  exit 0
fi

[ "$ID" = debian ] || fail "the package sources of this $ID ${VERSION_ID:-} have buildx ${buildx:-not at all}, $oldest_buildx is needed;\
 add the release's updates (on Ubuntu ${VERSION_CODENAME:-}-updates, component universe) or see https://docs.docker.com/engine/install/"

# The mirror of this release, whichever format the sources are written in.
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Identifier: Packages' |
  awk -v name="$VERSION_CODENAME" '$2 == name || $2 == "stable" || $2 == "oldstable" { print $1; exit }')
[ -n "$mirror" ] || fail "no apt source for $VERSION_CODENAME found"

mkdir -p "$private/sources" "$private/preferences" "$private/lists/partial"
for file in /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  [ ! -e "$file" ] || cp "$file" "$private/sources/"
done
for file in /etc/apt/preferences.d/*; do
  [ ! -e "$file" ] || cp "$file" "$private/preferences/"
done
cat >"$private/sources/newer.sources" <<END
Types: deb
URIs: $mirror
Suites: sid
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
printf 'Package: *\nPin: release n=sid\nPin-Priority: 40\n' >"$private/preferences/newer"

# A mirror that is a snapshot has an expired Release file.
apt_newer() {
  apt-get -q -o Acquire::Check-Valid-Until=false -o "Dir::State::Lists=$private/lists" \
    -o "Dir::Etc::SourceParts=$private/sources" -o "Dir::Etc::PreferencesParts=$private/preferences" "$@"
}
apt_newer update
apt_newer $install $extras docker.io/sid docker-cli/sid docker-buildx/sid
