/**
 * What a running supernode says of itself. Field names of these records are the JSON names of {@code supernode status
 * --json}.
 */
package dev.culvert.supernode.status;
