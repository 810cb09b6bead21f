/**
 * IP addresses, prefixes, packets and the longest-prefix table. Pure: no sockets, no clock, no logging.
 *
 * <p>An address of either family is 128 bits in two longs, IPv4 as ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2), so that
 * one table, one comparison and one socket serve both.
 */
package dev.culvert.common.ip;
