package dev.culvert.supernode.status;

import dev.culvert.common.ops.RunningProgram;

/** A supernode that has started: what the command line sees of it. Any thread may call. */
public interface RunningSupernode extends RunningProgram<SupernodeReport> {}
