package dev.culvert.edge.status;

import dev.culvert.common.ops.RunningProgram;

/** An edge that has started: what the command line sees of it. Any thread may call. */
public interface RunningEdge extends RunningProgram<StatusReport> {}
