package dev.culvert.common.config;

/**
 * A value as text, not yet validated, and where it was written.
 *
 * @param text the value
 * @param origin where it comes from
 */
public record Setting(String text, Origin origin) {}
