package dev.culvert.system.bench;

/** What the edge's jar that was built can do: options come and go. Immutable. */
final class EdgeJar {
    private final String help;

    /** @param help what {@code edge up --help} prints */
    EdgeJar(String help) {
        this.help = help;
    }

    /**
     * Passes what is an option of it, and what is no option but a value.
     *
     * @throws LeftOutException if it is an option that the jar does not have
     */
    void require(String argument) throws LeftOutException {
        String option = argument.split("=", 2)[0];
        if (option.startsWith("--") && !help.matches("(?s).*(^|[\\s,])" + option + "([\\s=,].*|$)")) {
            throw new LeftOutException("this edge has no option " + option);
        }
    }
}
