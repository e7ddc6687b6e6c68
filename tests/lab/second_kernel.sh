#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the second kernel runs: commands come by its console, one a line, and each is answered with a
# line that has its exit code.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
exec 2>&1
mount -t proc proc /proc
mount -t sysfs sys /sys
stty -echo
echo "second kernel: up"
while read -r line; do
    eval "$line"
    echo "second kernel: exit $?"
done
