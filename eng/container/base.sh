#!/bin/sh
# Makes a base image of this system's own Debian packages, where no registry can be reached: what .NET needs, and busybox.
#   eng/container/base.sh IMAGE [docker|podman]
set -eu
image=${1:?the name of the image to make}
engine=${2:-podman}
packages='base-files busybox-static ca-certificates libc6 libgcc-s1 libssl3 libstdc++6 zlib1g'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# shellcheck disable=SC2086 # a list of words
apt-get download -qq $packages 2>apt.log || { apt-get update -qq && apt-get download -qq $packages; } || { cat apt.log >&2; exit 1; }

mkdir root
for package in *.deb; do dpkg-deb -x "$package" root; done
rm -rf root/usr/share/doc root/usr/share/man root/usr/share/locale
mkdir -p root/etc/ssl/certs root/usr/local/bin root/tmp root/proc root/sys root/dev
chmod 1777 root/tmp
cat root/usr/share/ca-certificates/mozilla/*.crt > root/etc/ssl/certs/ca-certificates.crt
echo 'root:x:0:0:root:/root:/bin/sh' > root/etc/passwd
echo 'root:x:0:' > root/etc/group
for name in $(root/bin/busybox --list); do [ -e "root/bin/$name" ] || ln -s busybox "root/bin/$name"; done

tar -C root --owner=0 --group=0 --numeric-owner -c . | "$engine" import - "$image" >/dev/null
echo "$image"
