# shellcheck shell=bash
# Sourced by scripts/bench: gets the VPNs that it compares Culvert with, from the distribution's packages, Go's module proxy
# and crates.io, into a directory of its own, $cache. What cannot be had is left out, with the reason. All anew if $update.
# shellcheck disable=SC2154

# Writes a line of $peers, which dev.culvert.system.bench.Peers reads: peer NAME "PROGRAM..." VERSION-OR-REASON
peer() { printf '%s\t%s\t%s\n' "$1" "$2" "$3" >> "$peers"; }

# Runs it where it disturbs nobody; what it prints goes to $cache/NAME.log: quietly NAME COMMAND...
quietly() {
    local log=$cache/$1.log
    shift
    chrt -i 0 "$@" > "$log" 2>&1
}

last_words() { tail -n 1 "$cache/$1.log" | tr '\t' ' '; }

# Prints the first of these that can be run, looked for by name where it is none: locate_tool PATH-OR-NAME...
locate_tool() {
    local candidate
    for candidate in "$@"; do
        if command -v "$candidate"; then
            return
        fi
    done
    return 1
}

# Where it is often installed, as sudo may have another PATH.
user_home() { getent passwd "${SUDO_USER:-root}" | cut -d: -f6; }

# Programs of one Go module in the newest version that the Go which is here builds: go_peer NAME MODULE PACKAGE...
go_peer() {
    local name=$1 module=$2 go program programs=()
    shift 2
    for program in "$@"; do
        programs+=("$cache/bin/${program##*/}")
    done
    if [[ ! -x ${programs[0]} ]] || $update; then
        if ! go=$(locate_tool go /usr/local/go/bin/go "$(user_home)/go/bin/go" "$(user_home)/sdk/"*/bin/go); then
            peer "$name" "" "it takes a Go of today to build it, and none is here (https://go.dev)"
            return
        fi
        say "Getting $name ($module)"
        if ! newest_go "$go" "$name" "$module" "$@"; then
            peer "$name" "" "go install failed: $(last_words "$name")"
            return
        fi
        "$go" version -m "${programs[0]}" | awk '$1 == "mod" { print $3; exit }' > "$cache/$name.version"
    fi
    peer "$name" "${programs[*]}" "${module##*/} $(< "$cache/$name.version")"
}

# Builds the newest version, or where that demands a newer Go one of the few before it: newest_go GO NAME MODULE PACKAGE...
newest_go() {
    local go=$1 name=$2 module=$3 version versions
    shift 3
    ! go_install latest "$@" || return 0
    grep -q 'requires go >=' "$cache/$name.log" || return 1
    read -ra versions <<< "$("$go" list -m -versions "$module" 2> /dev/null | tr ' ' '\n' | tail -n +2 | tail -n 5 | tac | paste -sd ' ')"
    for version in "${versions[@]}"; do
        ! go_install "$version" "$@" || return 0
    done
    return 1
}

# Of newest_go: go_install VERSION PACKAGE...
go_install() {
    local version=$1 package packages=()
    shift
    for package in "$@"; do
        packages+=("$package@$version")
    done
    quietly "$name" env GOBIN="$cache/bin" GOPATH="$cache/go" GOCACHE="$cache/go-build" GOFLAGS=-modcacherw \
        "$go" install "${packages[@]}"
}

# A program of crates.io: cargo_peer NAME CRATE PROGRAM
cargo_peer() {
    local name=$1 crate=$2 cargo program=$cache/cargo/bin/$3
    if [[ ! -x $program ]] || $update; then
        if ! cargo=$(locate_tool cargo "$(user_home)/.cargo/bin/cargo"); then
            peer "$name" "" "it takes cargo to build it, and none is here (https://rustup.rs)"
            return
        fi
        say "Building $name ($crate), some minutes"
        if ! quietly "$name" env CARGO_TARGET_DIR="$cache/cargo-target" "$cargo" install --locked --root "$cache/cargo" "$crate"; then
            peer "$name" "" "cargo install $crate failed: $(last_words "$name")"
            return
        fi
        rm -rf "$cache/cargo-target"
    fi
    peer "$name" "$program" "$("$program" --version 2> /dev/null | head -n 1)"
}

# Programs of a package, unpacked and not installed, so that no service comes with them: package_peer NAME PACKAGE PROGRAM...
package_peer() {
    local name=$1 package=$2 program programs=() directory=$cache/$2
    shift 2
    for program in "$@"; do
        programs+=("$directory/$program")
    done
    if [[ ! -x ${programs[0]} ]] || $update; then
        if ! command -v apt-get > /dev/null; then
            peer "$name" "" "it is taken from Debian's packages, and this distribution has none"
            return
        fi
        say "Getting $name (package $package)"
        rm -rf "$directory"
        mkdir -p "$directory"
        if ! (cd "$directory" && quietly "$name" apt-get download "$package" && dpkg -x ./*.deb .); then
            peer "$name" "" "the package $package could not be had: $(last_words "$name")"
            return
        fi
    fi
    local missing
    libraries_of "$package"
    missing=$(ldd "${programs[@]}" | awk '/not found/ { print $1 }' | sort -u | paste -sd ' ')
    if [[ -n $missing ]]; then
        peer "$name" "" "it needs the libraries of the package $package, of which are missing: $missing"
        return
    fi
    peer "$name" "${programs[*]}" "$package $(cd "$directory" && dpkg-deb -f ./*.deb Version)"
}

# Installs the libraries that a package takes: libraries_of PACKAGE
libraries_of() {
    local library missing=()
    for library in $(apt-cache depends "$1" | awk '$1 == "Depends:" && $2 ~ /^lib|^zlib/ { print $2 }'); do
        dpkg-query -W -f '${Status}' "$library" 2> /dev/null | grep -q 'ok installed' || missing+=("$library")
    done
    # Without them it is left out, and the reason said.
    [[ ${#missing[@]} -eq 0 ]] || (install_packages "${missing[@]}") || true
}

# Gets what the chosen variants take, and writes $peers.
get_peers() {
    if wants wireguard-go; then
        go_peer wireguard-go golang.zx2c4.com/wireguard golang.zx2c4.com/wireguard
    fi
    if wants wireguard-go-debian; then
        peer wireguard-go-debian "$(command -v wireguard-go)" \
            "wireguard-go $(dpkg-query -W -f '${Version}' wireguard-go 2> /dev/null || say 'of no package')"
    fi
    if wants gotatun; then
        cargo_peer gotatun gotatun-cli gotatun
    fi
    if wants boringtun; then
        cargo_peer boringtun boringtun-cli boringtun-cli
    fi
    if wants nebula; then
        go_peer nebula github.com/slackhq/nebula github.com/slackhq/nebula/cmd/nebula{,-cert}
    fi
    if wants tinc; then
        package_peer tinc tinc usr/sbin/tincd
    fi
    if wants n2n || wants n2n-relayed; then
        need ifconfig:net-tools
        package_peer n2n n2n usr/sbin/edge usr/bin/supernode
    fi
}
