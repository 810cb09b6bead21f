/**
 * The command line of {@code edge.jar}: {@code up}, {@code key}, {@code genkey}, {@code status}. Each command is one
 * class; what may go wrong becomes one line and an {@link dev.culvert.common.ops.ExitCode} in {@code Failures}.
 */
package dev.culvert.edge.cli;
