package dev.culvert.edge.path;

/** A path's round-trip time, smoothed as RFC 6298 section 2 does. */
final class RoundTrip {
    private long smoothedNs;
    private long variationNs;

    /** Takes a measurement. */
    void add(long sampleNs) {
        if (smoothedNs == 0) {
            smoothedNs = Math.max(1, sampleNs);
            variationNs = sampleNs / 2;
        } else {
            variationNs = (3 * variationNs + Math.abs(smoothedNs - sampleNs)) / 4;
            smoothedNs = Math.max(1, (7 * smoothedNs + sampleNs) / 8);
        }
    }

    /** The smoothed time, or 0 before the first measurement. */
    long smoothedNs() {
        return smoothedNs;
    }
}
