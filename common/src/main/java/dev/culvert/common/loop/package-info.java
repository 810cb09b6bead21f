/**
 * The threads of both programs: a {@link dev.culvert.common.loop.Conductor} that owns a core, and
 * {@link dev.culvert.common.loop.Receiver}s that feed a data path.
 */
package dev.culvert.common.loop;
