/**
 * What the command lines of all programs share: how a program is put together, how it fails and stops, and the commands
 * {@code key} and {@code status}. What may go wrong becomes one line and an {@link dev.culvert.common.ops.ExitCode} in
 * {@code Failures}.
 */
package dev.culvert.common.cli;
