/**
 * Fuzz targets (Jazzer), one a class: what strangers, peers and local programs can send. In a build each replays its
 * inputs under {@code resources}; {@code scripts/fuzz} looks for new ones.
 *
 * <p>Nobody without a key can make anything authentic, so the targets build their datagrams from recorded genuine ones,
 * which they change, cut and join: random bytes would hardly get past the first check.
 */
package dev.culvert.system.fuzz;
