package dev.culvert.edge.portmap;

/** The protocols that routers understand. */
public enum Protocol {
    /** Port Control Protocol, RFC 6887. */
    PCP("pcp"),
    /** NAT Port Mapping Protocol, RFC 6886. */
    NAT_PMP("nat-pmp"),
    /** UPnP's Internet Gateway Device, versions 1 and 2. */
    UPNP("upnp");

    private final String word;

    Protocol(String word) {
        this.word = word;
    }

    /** As in the log and in reports. */
    @Override
    public String toString() {
        return word;
    }
}
