/** What a supernode is told: values from the command line and from a TOML file, merged and validated. */
package dev.culvert.supernode.config;
