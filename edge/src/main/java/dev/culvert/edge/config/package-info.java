/**
 * What an edge is told: values from the command line and from a TOML file, merged, validated and turned into records.
 * Every message names where the value was written and what to write instead.
 */
package dev.culvert.edge.config;
