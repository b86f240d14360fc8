#!/bin/sh
# Starts the Docker daemon as root, without systemd, with the containerd image store; does nothing where one
# answers. The daemon outlives this shell.
set -eu
limit=30   # seconds until it answers

if docker info >/dev/null 2>&1; then echo "the docker daemon is already up"; exit 0; fi
[ "$(id -u)" = 0 ] || { echo "start-docker: needs root; start Docker and try again" >&2; exit 1; }
command -v dockerd >/dev/null || { echo "start-docker: no dockerd here, run install-docker.sh" >&2; exit 1; }

config=${ML_IMAGE_BUILD_DOCKER_CONFIG:-/etc/docker/daemon.json}
pid=${ML_IMAGE_BUILD_DOCKER_PID:-/var/run/docker.pid}
log=${ML_IMAGE_BUILD_DOCKER_LOG:-/var/log/dockerd.log}

if [ ! -s "$config" ]; then
  mkdir -p "$(dirname "$config")"
  printf '%s\n' '{"features":{"containerd-snapshotter":true}}' >"$config"
fi

# `kill -0` is true for a zombie, and for whatever has taken the number since.
alive() {
  state=$(cut -d' ' -f3 "/proc/$1/stat" 2>/dev/null) && [ "$state" != Z ] && grep -qx dockerd "/proc/$1/comm"
}
if [ -s "$pid" ] && ! alive "$(cat "$pid")"; then rm -f "$pid"; fi

setsid nohup dockerd --config-file "$config" --pidfile "$pid" >"$log" 2>&1 </dev/null &

ticks=0
until docker info >/dev/null 2>&1; do
  ticks=$((ticks + 1))
  if [ "$ticks" -gt $((limit * 5)) ]; then
    echo "start-docker: no answer within $limit s; the end of $log:" >&2
    tail -n 20 "$log" >&2
    exit 1
  fi
  sleep 0.2
done
