/**
 * The product as users run it, in network namespaces: against stock WireGuard ({@code Stock…Test}, which {@code
 * scripts/test} lists by name), against itself, and against bad input. Each test draws its network.
 */
package dev.culvert.system;
