/**
 * {@code scripts/bench}: Culvert beside other VPNs, in network namespaces of one machine and in one run, so that ratios mean
 * something. {@link dev.culvert.system.bench.Catalog} says what is compared, {@link dev.culvert.system.bench.Measure} by what.
 */
package dev.culvert.system.bench;
