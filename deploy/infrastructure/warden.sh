#!/bin/sh
# Ends the processes a launcher started when the launcher itself is gone, however it ended: its end of the pipe on our
# standard input closes then. Lines read: "+ <pid>" started, "- <pid>" ended. Each pid leads a process group.
pids=''
while read -r sign pid; do
  case "$sign" in
    '+') pids="$pid $pids" ;; # newest first: services before what they need
    '-') rest=''; for known in $pids; do [ "$known" = "$pid" ] || rest="$rest $known"; done; pids="$rest" ;;
  esac
done
for pid in $pids; do kill -s TERM -- "-$pid" 2>/dev/null; done
left=50
while [ "$left" -gt 0 ]; do
  alive=''
  for pid in $pids; do kill -s 0 -- "-$pid" 2>/dev/null && alive=yes; done
  [ -n "$alive" ] || exit 0
  sleep 0.2
  left=$((left - 1))
done
for pid in $pids; do kill -s KILL -- "-$pid" 2>/dev/null; done
