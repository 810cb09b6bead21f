package dev.culvert.edge.cli;

import dev.culvert.common.config.Origin;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Settings;
import dev.culvert.common.config.Table;
import dev.culvert.common.ops.ExitException;
import dev.culvert.edge.config.ConfigKey;
import dev.culvert.edge.config.EdgeSettings;
import dev.culvert.edge.config.PeerKey;
import dev.culvert.edge.config.PeerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code edge up}, all as text: one validation serves them and the file. */
final class UpOptions {
    @Mixin
    private CommunityOptions community;

    @Option(
            names = "--join",
            paramLabel = "INVITE",
            description = "What 'edge invite' printed, in place of -c, -k and -l. Every user of this host can see it"
                    + " with 'ps', and the secret is in it: --join-file hides it.")
    private @Nullable String join;

    @Option(names = "--join-file", paramLabel = "FILE", description = "File with the invite, mode 0600.")
    private @Nullable String joinFile;

    @Option(
            names = {"-a", "--address"},
            paramLabel = "ADDRESS/LENGTH|auto",
            description = "Own overlay address with the overlay's prefix length, such as 10.0.0.1/24; or auto: the"
                    + " supernode chooses one, always the same (default with a community: auto; else required).")
    private @Nullable String address;

    @Option(
            names = {"-n", "--name"},
            paramLabel = "NAME",
            description = "What other edges show this one as, at most 63 bytes (default: the host's name).")
    private @Nullable String name;

    @Option(
            names = "--path",
            paramLabel = "auto|direct|relay",
            description = "Ways to other edges: the best that works, straight only (packets wait, and are dropped where"
                    + " there is no such way), or over a supernode only (default: auto).")
    private @Nullable String path;

    @Option(
            names = "--keepalive",
            paramLabel = "SECONDS",
            description =
                    "Keep idle direct paths open by a packet each so many seconds, 10 to 60 (default: 15, or 10 where"
                            + " a NAT forgets sooner).")
    private @Nullable String keepalive;

    @Option(
            names = "--cipher",
            paramLabel = "auto|aes-256-gcm|chacha20-poly1305",
            description =
                    "What packets to other edges are sealed with: AES where both ends offer it, which auto does if"
                            + " this CPU has instructions for it; ChaCha20 otherwise, and with WireGuard peers (default: auto).")
    private @Nullable String cipher;

    @Option(
            names = "--aead",
            paramLabel = "auto|jce",
            description = "By what packets are sealed: the fastest way that this Java offers, or its own ciphers only"
                    + " (default: auto).")
    private @Nullable String aead;

    @Option(
            names = "--stun",
            paramLabel = "HOST:PORT",
            description = "STUN server to ask, before the public ones, what the NATs before this host do; may be"
                    + " repeated.")
    private List<String> stun = new ArrayList<>();

    @Option(
            names = "--no-nat-detection",
            description = "Ask no STUN server: direct paths are looked for without knowing the NATs.")
    private boolean noNatDetection;

    @Option(
            names = "--no-port-mapping",
            description = "Do not ask the router to forward a port (by PCP, NAT-PMP or UPnP).")
    private boolean noPortMapping;

    @Option(
            names = "--advertise",
            paramLabel = "IP:PORT",
            description =
                    "An endpoint outside that is forwarded to this edge's port by hand; may be repeated. Takes -p.")
    private List<String> advertise = new ArrayList<>();

    @Option(
            names = {"-d", "--device"},
            paramLabel = "NAME",
            description = "Name of the interface (default: culvert0).")
    private @Nullable String device;

    @Option(
            names = {"-m", "--mtu"},
            paramLabel = "BYTES",
            description = "MTU of the interface, 576 to 65456 (default: 1400).")
    private @Nullable String mtu;

    @Option(
            names = "--no-tun-offload",
            description =
                    "Read and write the interface packet by packet, not 64 KiB at a time: slow, for kernels that do"
                            + " the latter wrong.")
    private boolean noTunOffload;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            description = "Local UDP port; 0 lets the kernel choose (default: 0).")
    private @Nullable String port;

    @Option(
            names = "--no-udp-gso",
            description =
                    "Send each datagram by a call of its own: for a kernel or network card that damages or loses what"
                            + " it divides (UDP_SEGMENT).")
    private boolean noUdpGso;

    @Option(
            names = "--no-udp-gro",
            description =
                    "Receive each datagram by a call of its own: for a kernel that damages what it joins (UDP_GRO).")
    private boolean noUdpGro;

    @Option(
            names = "--peer",
            paramLabel = "KEY=VALUE;...",
            description = "A WireGuard peer; may be repeated. Keys: public-key and allowed-ips (a list with commas);"
                    + " optional endpoint, preshared-key-file, persistent-keepalive.")
    private List<String> peers = new ArrayList<>();

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the edge keeps its seed, lock and control socket"
                    + " (default: $STATE_DIRECTORY, else /var/lib/culvert/edge).")
    private @Nullable String stateDirectory;

    @Mixin
    private FileOption file;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log debug lines too.")
    private boolean verbose;

    /** The command line's settings over the file's. */
    EdgeSettings settings() throws ExitException {
        Map<ConfigKey, Setting> values = community.settings();
        CommunityOptions.put(values, ConfigKey.JOIN, join);
        CommunityOptions.put(values, ConfigKey.JOIN_FILE, joinFile);
        CommunityOptions.put(values, ConfigKey.NAME, name);
        CommunityOptions.put(values, ConfigKey.PATH, path);
        CommunityOptions.put(values, ConfigKey.KEEPALIVE, keepalive);
        CommunityOptions.put(values, ConfigKey.CIPHER, cipher);
        CommunityOptions.put(values, ConfigKey.AEAD, aead);
        CommunityOptions.put(values, ConfigKey.STUN, stun.isEmpty() ? null : String.join(",", stun));
        CommunityOptions.put(values, ConfigKey.NO_NAT_DETECTION, noNatDetection ? "true" : null);
        CommunityOptions.put(values, ConfigKey.NO_TUN_OFFLOAD, noTunOffload ? "true" : null);
        CommunityOptions.put(values, ConfigKey.NO_PORT_MAPPING, noPortMapping ? "true" : null);
        CommunityOptions.put(values, ConfigKey.ADVERTISE, advertise.isEmpty() ? null : String.join(",", advertise));
        CommunityOptions.put(values, ConfigKey.ADDRESS, address);
        CommunityOptions.put(values, ConfigKey.DEVICE, device);
        CommunityOptions.put(values, ConfigKey.MTU, mtu);
        CommunityOptions.put(values, ConfigKey.PORT, port);
        CommunityOptions.put(values, ConfigKey.NO_UDP_GSO, noUdpGso ? "true" : null);
        CommunityOptions.put(values, ConfigKey.NO_UDP_GRO, noUdpGro ? "true" : null);
        CommunityOptions.put(values, ConfigKey.STATE_DIR, stateDirectory);
        CommunityOptions.put(values, ConfigKey.VERBOSE, verbose ? "true" : null);
        List<Table<PeerKey>> peerSettings = new ArrayList<>();
        for (String spec : peers) {
            peerSettings.add(PeerSpec.parse(spec, Origin.option("--peer #" + (peerSettings.size() + 1))));
        }
        return new EdgeSettings(new Settings<>(values), peerSettings).over(file.read());
    }
}
