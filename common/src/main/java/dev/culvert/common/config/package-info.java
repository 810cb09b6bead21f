/**
 * How settings are written: a TOML file or options, read as text with the place where each stood. Every refusal names
 * that place and what to write instead. Which settings there are is the business of each program.
 */
package dev.culvert.common.config;
