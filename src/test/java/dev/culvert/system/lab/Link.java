package dev.culvert.system.lab;

/**
 * Two hosts joined to each other.
 *
 * @param a one host
 * @param aInterface its interface on this link
 * @param b the other host
 * @param bInterface its interface on this link
 */
public record Link(Host a, String aInterface, Host b, String bInterface) {
    static Link between(Host a, Host b) {
        return new Link(a, a.freeInterface("to-" + b.name()), b, b.freeInterface("to-" + a.name()));
    }

    /** Addresses both ends, then brings both up: nobody sends before the addresses are there. */
    void configure(String aPrefix, String bPrefix) {
        a.address(aInterface, aPrefix);
        b.address(bInterface, bPrefix);
        a.ip("link set " + aInterface + " up");
        b.ip("link set " + bInterface + " up");
    }
}
