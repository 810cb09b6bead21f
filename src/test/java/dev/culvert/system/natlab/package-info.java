/**
 * {@code scripts/natlab}: real edges behind every kind of NAT, pair by pair. How often and how soon they find a direct path, what
 * that costs, and what they say where there is none. The network is {@link dev.culvert.system.lab.Wan}'s.
 */
package dev.culvert.system.natlab;
