package dev.culvert.system.lab;

/**
 * How a command ended.
 *
 * @param command the command line
 * @param exit its exit code; 128 + signal if a signal ended it
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record Outcome(String command, int exit, String out, String err) {
    /** This outcome if the exit code is 0, else an {@link AssertionError} with all of it. */
    public Outcome orFail() {
        if (exit != 0) {
            throw new AssertionError("exit " + exit + ": " + command + "\n" + out + err);
        }
        return this;
    }
}
