package dev.culvert.common.record;

/** Numbers of optional abilities that a record names. Who does not know one ignores it. */
public final class Features {
    /** Takes data messages whose packet's TCP or UDP checksum is missing: {@code MessageLayout.CHECKSUM_MISSING}. */
    public static final int COMPLETES_CHECKSUMS = 1;

    private Features() {}
}
