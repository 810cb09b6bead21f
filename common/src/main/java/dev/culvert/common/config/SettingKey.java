package dev.culvert.common.config;

/** A key of a configuration file. Implemented by enums whose constants print as the word in the file. */
public interface SettingKey {
    /** How its value is written. */
    ValueKind kind();
}
