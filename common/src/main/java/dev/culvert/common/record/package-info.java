/**
 * Who belongs to a community, and what an edge says of itself: keys from name and secret, certificates, signed records.
 * Pure: no I/O, no clock, no logging. docs/PROTOCOL.md, "Identity and community" and "Records", draws the bytes.
 */
package dev.culvert.common.record;
