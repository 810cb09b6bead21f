# shellcheck shell=bash
# Sourced by the scripts beside it, from the top of the source tree: tools, the JDK, the build, hosts in namespaces.

EDGE_JAR=edge/target/edge.jar
SUPERNODE_JAR=supernode/target/supernode.jar
LAB_CLASSES=src/test/target/test-classes
LAB_STAMP=src/test/target/lab.stamp

say() { printf '%s\n' "$*"; }

die() {
    printf 'scripts/%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

require_root() {
    [[ $EUID -eq 0 ]] || die "needs root for network namespaces: run sudo scripts/${0##*/}"
}

# A whole number from 1 up, or a clear refusal: positive OPTION VALUE
positive() {
    [[ $2 =~ ^[1-9][0-9]{0,4}$ ]] || die "$1 wants a whole number from 1 to 99999, not '$2'"
}

# Installs the packages of those commands that are missing: need COMMAND:PACKAGE...
need() {
    local pair missing=()
    for pair in "$@"; do
        command -v "${pair%%:*}" > /dev/null || missing+=("${pair#*:}")
    done
    [[ ${#missing[@]} -eq 0 ]] || install_packages "${missing[@]}"
    hash -r
}

install_packages() {
    command -v apt-get > /dev/null || die "please install: $*"
    say "Installing $*"
    local log
    log=$(mktemp)
    # A list that cannot be refreshed may still be good enough.
    apt-get update > "$log" 2>&1 || true
    if ! DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >> "$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        die "apt-get could not install $*"
    fi
    rm -f "$log"
}

is_jdk_25() {
    [[ -x $1/bin/javac ]] && grep -qs '^JAVA_VERSION="25[".]' "$1/release"
}

# Prints the home of a JDK 25, or fails.
locate_jdk() {
    local java candidates=()
    [[ -z ${JAVA_HOME:-} ]] || candidates+=("$JAVA_HOME")
    if java=$(command -v java); then
        java=$(readlink -f "$java")
        candidates+=("${java%/bin/java}")
    fi
    local user_home=$HOME
    if [[ -n ${SUDO_USER:-} ]]; then
        user_home=$(getent passwd "$SUDO_USER" | cut -d: -f6)
    fi
    local home
    for home in "${candidates[@]}" /usr/lib/jvm/* /usr/java/* /usr/local/*jdk* /opt/* /opt/*/* \
        {"$HOME","$user_home"}/{.sdkman/candidates/java,.jdks,.asdf/installs/java,.local/share/mise/installs/java}/*; do
        if is_jdk_25 "$home"; then
            say "$home"
            return
        fi
    done
    return 1
}

# Sets JAVA_HOME to a JDK 25: one that is here, else the distribution's.
need_jdk() {
    local package=openjdk-25-jdk-headless
    if ! JAVA_HOME=$(locate_jdk); then
        if command -v apt-get > /dev/null; then
            apt-get update > /dev/null 2>&1 || true
            if apt-cache show "$package" > /dev/null 2>&1; then
                install_packages "$package"
            fi
        fi
        JAVA_HOME=$(locate_jdk) \
            || die "needs a JDK 25, which this distribution does not have: install one (https://adoptium.net) and set JAVA_HOME"
    fi
    export JAVA_HOME
}

# Maven on that JDK. It runs as root; what it leaves in the tree is given back to who called sudo.
build() {
    local status=0
    MAVEN_OPTS="${MAVEN_OPTS:-} --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" \
        mvn -B -ntp "$@" || status=$?
    give_back
    return "$status"
}

give_back() {
    [[ -n ${SUDO_UID:-} && -n ${SUDO_GID:-} ]] || return 0
    find . -path ./.git -prune -o -user 0 \( -name target -o -path ./bench/results \) -prune -print0 \
        | xargs -0r chown -R "$SUDO_UID:$SUDO_GID"
}

# Builds both jars unless they are newer than every source.
need_jars() {
    if is_old "$EDGE_JAR" || is_old "$SUPERNODE_JAR"; then
        say "Building $EDGE_JAR and $SUPERNODE_JAR"
        build -q -DskipTests -pl edge,supernode -am package || die "the build failed"
    fi
}

is_old() {
    [[ ! -f $1 ]] || [[ -n $(find pom.xml common native-tun edge supernode -path '*/target' -prune -o -type f -newer "$1" -print -quit) ]]
}

# Builds both jars and the classes of the lab, which are among the tests, unless they are newer than every source. Sets LAB,
# which runs one of the lab's main classes: "${LAB[@]}" [JAVA-OPTION...] CLASS [ARGUMENT...]
need_lab() {
    if is_old_lab; then
        say "Building the programs and the lab"
        mkdir -p "${LAB_STAMP%/*}"
        touch "$LAB_STAMP.new"
        build -q -DskipTests -pl src/test -am package || die "the build failed"
        mv "$LAB_STAMP.new" "$LAB_STAMP"
    fi
    # The programs' jars have all that the lab needs of libraries.
    # shellcheck disable=SC2034
    LAB=("$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC
        -cp "$LAB_CLASSES:$EDGE_JAR:$SUPERNODE_JAR")
}

is_old_lab() {
    is_old "$EDGE_JAR" || is_old "$SUPERNODE_JAR" || [[ ! -f $LAB_STAMP ]] \
        || [[ -n $(find src/test/java src/test/pom.xml -newer "$LAB_STAMP" -print -quit) ]]
}

# What the source tree is at, if that can be told.
commit() { git describe --always --dirty 2> /dev/null || true; }

edge() { "$JAVA_HOME/bin/java" -jar "$EDGE_JAR" "$@"; }

supernode() { "$JAVA_HOME/bin/java" -jar "$SUPERNODE_JAR" "$@"; }

# Whether the kernel answers pings on every CPU. Linux 6.18 was seen to stop doing so on one, for 17 minutes, some 13
# minutes after the tests tagged "late".
every_cpu_answers() {
    local cpu
    for ((cpu = 0; cpu < $(nproc); cpu++)); do
        taskset -c "$cpu" ping -n -q -c 1 -W 1 127.0.0.1 > /dev/null || return 1
    done
}

# Waits until it does: await_pings WHAT-IF-NOT
await_pings() {
    if ! every_cpu_answers; then
        say "The kernel does not answer pings on every CPU: waiting, 20 minutes at most"
        within 1200 every_cpu_answers || die "the kernel does not answer pings to 127.0.0.1: $1; restart the machine"
    fi
}

# A host of this name: add_host NAME
add_host() {
    ip netns add "$1"
    ip -n "$1" link set lo up
}

# Gives an interface its address: plug_in HOST INTERFACE ADDRESS/LENGTH
plug_in() {
    ip -n "$1" addr add "$3" dev "$2"
    ip -n "$1" link set "$2" up
}

# Ends what runs on these hosts and removes them; those that are not there are passed over: remove_hosts NAME...
remove_hosts() {
    local host hosts=()
    for host in "$@"; do
        [[ ! -e /run/netns/$host ]] || hosts+=("$host")
    done
    for host in "${hosts[@]}"; do
        signal TERM "$host"
    done
    for host in "${hosts[@]}"; do
        within 5 all_ended "$host" || signal KILL "$host"
        ip netns del "$host"
    done
}

# To what runs on a host, and to what this script started, which may not have entered its host yet: signal NAME HOST
signal() {
    local pids
    mapfile -t pids < <(running "$2")
    [[ ${#pids[@]} -eq 0 ]] || kill "-$1" "${pids[@]}" 2> /dev/null || true
}

all_ended() { [[ -z $(running "$1") ]]; }

running() {
    jobs -pr
    ip netns pids "$1"
}

# Whether a command succeeds within so many seconds: within SECONDS COMMAND...
within() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

# Runs a program's `up` on a host: start HOST STATE-DIRECTORY JAR OPTION...
# In a session of its own, so that Ctrl-C reaches this script alone, which then stops it in order.
start() {
    local host=$1 state=$2 jar=$3
    shift 3
    mkdir -p "$state"
    setsid ip netns exec "$host" "$JAVA_HOME/bin/java" -jar "$jar" up --state-dir "$state" "$@" \
        > "$state/log" 2>&1 < /dev/null &
    printf '%s\n' $! > "$state/pid"
}

# Waits until what was started answers: await PROGRAM STATE-DIRECTORY
await() {
    if ! within 20 settled "$1" "$2" || ! kill -0 "$(< "$2/pid")" 2> /dev/null; then
        cat "$2/log" >&2
        die "the $1 with state directory $2 did not come up"
    fi
}

# Answers or has ended.
settled() { ! kill -0 "$(< "$2/pid")" 2> /dev/null || "$1" status --state-dir "$2" > /dev/null 2>&1; }
