package dev.culvert.edge.status;

/**
 * The community an edge belongs to. Immutable.
 *
 * @param id what supernodes know it by: 32 hexadecimal digits
 * @param name as configured here; it never travels
 * @param memory what is remembered of peers, for when no supernode answers
 */
public record CommunityStatus(String id, String name, MemoryStatus memory) {}
