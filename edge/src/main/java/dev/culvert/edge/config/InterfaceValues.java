package dev.culvert.edge.config;

import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Values;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.ExitException;
import java.nio.charset.StandardCharsets;

/** Turns what is said of the interface from text into types; each refusal says what to write instead. */
final class InterfaceValues {
    private static final int MAX_DEVICE_BYTES = 15;

    private InterfaceValues() {}

    /** What the kernel's dev_valid_name() takes (net/core/dev.c), and no '%', which it would expand. */
    static String device(Setting setting) throws ExitException {
        String name = setting.text();
        boolean allowed = !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == ':' || c == '%' || c <= ' ' || c == 0x7F);
        if (!allowed || name.getBytes(StandardCharsets.UTF_8).length > MAX_DEVICE_BYTES) {
            throw setting.origin()
                    .refuse("'" + name + "' is no interface name: 1 to " + MAX_DEVICE_BYTES
                            + " bytes without '/', ':', '%' and white space, such as " + EdgeConfig.DEFAULT_DEVICE);
        }
        return name;
    }

    /** An address that one host may have in the network it is written with. */
    static IpPrefix hostAddress(Setting setting) throws ExitException {
        String text = setting.text();
        IpPrefix prefix = Values.parsed(setting, IpPrefix::parse);
        if (text.indexOf('/') < 0) {
            throw setting.origin()
                    .refuse("'" + text + "' has no prefix length: write the overlay's, such as " + text
                            + (prefix.address().isIpv4() ? "/24" : "/64"));
        }
        IpAddress address = prefix.address();
        int hostBits = address.bits() - prefix.length();
        String wrong = "";
        if (prefix.length() == 0) {
            wrong = "would make every address part of the overlay";
        } else if (address.isUnspecified()
                || address.toInetAddress().isMulticastAddress()
                || address.toInetAddress().isLoopbackAddress()
                || address.equals(IpAddress.ofIpv4(-1))) {
            wrong = "is not an address that a host can have";
        } else if (hostBits > 1 && address.equals(prefix.network().address())) {
            wrong = "is the address of the network itself";
        } else if (hostBits > 1 && address.equals(broadcast(prefix))) {
            wrong = "is the network's broadcast address";
        }
        if (!wrong.isEmpty()) {
            throw setting.origin().refuse("'" + text + "' " + wrong + ": choose a host's address, such as 10.0.0.1/24");
        }
        return prefix;
    }

    /** The last address of an IPv4 network; of an IPv6 one, which has none, its first. */
    private static IpAddress broadcast(IpPrefix prefix) {
        IpAddress address = prefix.address();
        return address.isIpv4()
                ? IpAddress.ofIpv4(address.ipv4Bits() | (-1 >>> prefix.length()))
                : prefix.network().address();
    }
}
