#!/bin/bash
# Usage: node.sh GUEST CNI    (as root, in network and mount namespaces of its own)
# A node with a bond below bridge br0, the switch behind it (namespace `switch`) and machines (namespaces `vm`, `router` and `firewall`). GUEST
# holds vlan-filter.sh, its environment, bin/ and CNI configurations; CNI the plugins. Prints a line for each thing proved.
set -u
guest=$1
cni=$2
mount -t tmpfs run /run
mkdir /run/netns /run/logs
logs=/run/logs

ok() { echo "ok   $*"; }
fail() { echo "FAIL $*"; }
prove() { # WHAT COMMAND...
  local what=$1 answer
  shift
  if answer=$("$@" 2>&1); then ok "$what"; else fail "$what"; printf '%s\n' "$answer" | sed 's/^/     | /'; fi
}
same() { [ "$1" = "$2" ] || { printf 'wanted: %s\ngot:    %s\n' "$1" "$2"; return 1; }; }
eventually() { # COMMAND...: within half a minute, for a kernel that is a slow process itself
  local end=$((SECONDS + 30))
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}
says() { eventually grep -qF -- "$2" "$logs/$1" || { cat "$logs/$1"; return 1; }; } # LOG TEXT
vlans() { bridge -compressvlans vlan show dev "$1" | sed -n 's/^[^ ]* *\([0-9].*\)/\1/p' | sed 's/ *$//' | paste -sd, ; }
filters() { case $(ip -d -o link show "$1") in *" vlan_filtering $2 "*) ;; *) return 1 ;; esac; } # BRIDGE 0|1
settle() { sleep 4; } # longer than two looks of a filter
start() { # LOG VARIABLE...
  local log=$1
  shift
  env -i PATH="$guest/bin" "$@" sh "$guest/vlan-filter.sh" >"$logs/$log" 2>&1 &
  filter=$!
}
reach() { ip netns exec switch "$guest/bin/ping" -c 2 -W 3 -w 4 "$1" >/dev/null; }
unreachable() { if reach "$1"; then return 1; fi; }
on_switch() { # ID: an address 10.0.ID.2 in the VLAN on the switch
  ip -n switch link add link out0 name "out0.$1" type vlan id "$1"
  ip -n switch address add "10.0.$(($1 % 256)).2/24" dev "out0.$1"
  ip -n switch link set "out0.$1" up
}
attach() { # CONFIGURATION NAMESPACE
  CNI_COMMAND=ADD CNI_CONTAINERID=$2 CNI_NETNS=/run/netns/$2 CNI_IFNAME=net1 CNI_PATH=$cni \
    "$cni/bridge" <"$guest/$1.json" >"$logs/$2.cni" 2>&1 || { cat "$logs/$2.cni"; return 1; }
}
environment=()
while IFS= read -r line; do eval "environment+=($line)"; done <"$guest/environment"

ip link set lo up
for name in switch vm router firewall; do ip netns add $name; done
ip link add up0 type veth peer name out0 netns switch
ip -n switch link set out0 up
ip -n switch address add 192.0.2.2/24 dev out0
for id in 20 100 120; do on_switch $id; done

echo "== a node that comes up"
start br0 "${environment[@]}"
prove "without the bridge it waits" says br0 "br0: waiting: this node has no such bridge"
ip link add br0 type bridge
ip link set br0 up
ip address add 192.0.2.1/24 dev br0
ip link add link br0 name br0.20 type vlan id 20
ip address add 10.0.20.1/24 dev br0.20
ip link set br0.20 up
prove "without an uplink it waits" says br0 "br0: waiting: the bridge has no uplink"
prove "and filters nothing" filters br0 0
ip link add bond0 type bond mode active-backup miimon 100
ip link set up0 down
ip link set up0 master bond0
bridge_port() { ip link set "$1" up && ip link set "$1" master br0; }
kill -STOP $filter
bridge_port bond0
sleep 1
prove "before, untagged traffic reaches the node" reach 192.0.2.1
prove "before, the node's own VLAN reaches it" reach 10.0.20.1
ip netns exec switch "$guest/bin/ping" -i 0.2 -c 25 192.0.2.1 >$logs/untagged 2>&1 &
untagged=$!
ip netns exec switch "$guest/bin/ping" -i 0.2 -c 25 10.0.20.1 >$logs/tagged 2>&1 &
tagged=$!
sleep 0.5
kill -CONT $filter
prove "the filter is switched on" says br0 "br0: filtering switched on"
wait $untagged $tagged
prove "no untagged frame was lost meanwhile" grep -q " 0% packet loss" $logs/untagged
prove "no tagged frame was lost meanwhile" grep -q " 0% packet loss" $logs/tagged
prove "the bridge filters" filters br0 1
prove "the uplink has the allowed VLANs, and VLAN 1 untagged" same "1 PVID Egress Untagged,20,30,100-110" "$(vlans bond0)"
prove "the node has its own VLANs" same "1 PVID Egress Untagged,20,30" "$(vlans br0)"

echo "== machines"
prove "the bridge plugin takes the network" attach machines vm
{ ip -n vm -o link show net1; ip -n vm -o -4 address show net1; } | paste -sd' ' >$logs/link
prove "and gives the machine its address and MTU" grep -q "mtu 1400.*10.0.100.1/24" $logs/link
prove "the bridge plugin takes a trunk" attach routers router
prove "the bridge plugin takes a trunk with a native VLAN" attach firewalls firewall
port=$(ip -o link show master br0 type veth | sed -n '1s/^[0-9]*: \([^@]*\)@.*/\1/p')
prove "the machine is reached in its VLAN" reach 10.0.100.1
settle
ports=$(ip -o link show master br0 type veth | sed 's/^[0-9]*: \([^@]*\)@.*/\1/' | while read -r one; do vlans "$one"; done | sort | paste -sd' ')
made="1 PVID Egress Untagged,20,101-103 100 PVID Egress Untagged 105 PVID Egress Untagged,107"
prove "ports of machines stay as the plugin made them" same "$made" "$ports"
bridge vlan del dev "$port" vid 100
bridge vlan add dev "$port" vid 120 pvid untagged
ip -n vm address add 10.0.120.1/24 dev net1
prove "a VLAN that is not allowed does not pass" unreachable 10.0.120.1
bridge vlan add dev bond0 vid 120
prove "until it is let through by hand" reach 10.0.120.1
settle
prove "which stays" same "1 PVID Egress Untagged,20,30,100-110,120" "$(vlans bond0)"

echo "== later"
cp $logs/br0 $logs/before
settle
prove "nothing to do is nothing to say" diff $logs/before $logs/br0
ip link add spare type dummy
bridge_port spare
prove "a second uplink gets the VLANs too" says br0 "VLANs 1 20 100-110 pass bond0 spare"
prove "all of them" same "1 PVID Egress Untagged,20,30,100-110" "$(vlans spare)"
ip link set br0 type bridge vlan_filtering 0
prove "filtering that somebody switched off comes back" eventually filters br0 1
started=$SECONDS
kill -TERM $filter
wait $filter
prove "it ends when it is told to" test $? = 0 -a $((SECONDS - started)) -lt 3
prove "and leaves the VLANs" same "1 PVID Egress Untagged,20,30,100-110" "$(vlans spare)"

echo "== other bridges"
bridge_of() { # BRIDGE UPLINK PVID
  ip link add "$1" type bridge vlan_default_pvid "$3"
  ip link set "$1" up
  ip link add "$2" type dummy
  ip link set "$2" master "$1"
  ip link set "$2" up
}
common=(ALLOWED_VLANS=100-4094 HOST_VLANS= UPLINKS= INTERVAL=1)
bridge_of br1 d1 0
start br1 BRIDGE=br1 "${common[@]}"
prove "a bridge without VLANs is filtered" says br1 "filtering switched on"
prove "its uplink keeps untagged traffic" same "1 PVID Egress Untagged,100-4094" "$(vlans d1)"
prove "its node keeps untagged traffic" same "1 PVID Egress Untagged" "$(vlans br1)"
kill $filter
bridge_of br2 d2 7
bridge vlan add dev d2 vid 5 pvid untagged
start br2 BRIDGE=br2 "${common[@]}"
prove "a bridge that would cut the node off is left alone" says br2 "filtering stays off: untagged frames are VLAN 5 on d2 and VLAN 7 on"
prove "its filter stays off" filters br2 0
bridge vlan del dev d2 vid 7
bridge vlan add dev d2 vid 7 pvid untagged
prove "until it is put right" says br2 "filtering switched on"
kill $filter
bridge_of br3 d3 1
start br3 BRIDGE=br3 "${common[@]}" UPLINKS="bond1 d3"
prove "uplinks that are named are waited for" says br3 "waiting: bond1 is no port of the bridge"
kill $filter
echo "all done"
