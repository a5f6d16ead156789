#!/bin/bash
# instructions per op by difference
B=/tmp/h/energy/.build/release/EnergyBench
export SWIFT_DETERMINISTIC_HASHING=1
cd /tmp/h/energy-scratch; strip --strip-debug -o ./eb $B; B=./eb
for m in "$@"; do
 a=$(valgrind --tool=callgrind --callgrind-out-file=cg.$m.a $B $m 2 2>&1 | grep Collected | awk '{print $4}')
 b=$(valgrind --tool=callgrind --callgrind-out-file=cg.$m.b $B $m 12 2>&1 | grep Collected | awk '{print $4}')
 echo "$m $(( (b-a)/10240 )) ins"
done
