package dev.culvert.common.ip;

/** Where an address means one host, by the registries of special addresses (RFC 6890). */
public enum AddressScope {
    /** Nowhere: unspecified, a group's, reserved, or for a protocol's own use. */
    NONE,
    /** On the host itself. */
    HOST,
    /** On one link: RFC 3927, RFC 4291. */
    LINK,
    /** In a private network: RFC 1918, RFC 4193. */
    PRIVATE,
    /** In a provider's network, behind its NAT: RFC 6598. */
    SHARED,
    /** Everywhere, if nothing filters it. Addresses of documentation count: tests are made of them. */
    PUBLIC;

    /** An address's scope. */
    public static AddressScope of(IpAddress address) {
        if (address.isUnspecified() || address.isMulticast()) {
            return NONE;
        }
        return address.isIpv4() ? ofIpv4(address.ipv4Bits()) : ofIpv6(address);
    }

    private static AddressScope ofIpv4(int bits) {
        int first = bits >>> 24;
        if (first == 0 || first >= 240 || bits >>> 8 == 0xC00000) { // 192.0.0.0/24: DS-Lite's inner side, RFC 6333
            return NONE;
        }
        if (first == 127) {
            return HOST;
        }
        if (bits >>> 16 == 0xA9FE) {
            return LINK;
        }
        if (bits >>> 22 == 0x191) { // 100.64.0.0/10
            return SHARED;
        }
        return first == 10 || bits >>> 20 == 0xAC1 || bits >>> 16 == 0xC0A8 ? PRIVATE : PUBLIC;
    }

    private static AddressScope ofIpv6(IpAddress address) {
        if (address.high() == 0 && address.low() == 1) {
            return HOST;
        }
        if (address.high() >>> 54 == 0x3FA) { // fe80::/10
            return LINK;
        }
        return address.high() >>> 57 == 0x7E ? PRIVATE : PUBLIC; // fc00::/7
    }

    /** Whether hosts of another link may reach it: it is worth telling them. */
    public boolean isBeyondLink() {
        return this == PRIVATE || this == SHARED || this == PUBLIC;
    }
}
