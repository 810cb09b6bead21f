package dev.culvert.edge.config;

/** By what packets are sealed and opened, whatever the cipher suite. */
public enum AeadMode {
    /** By the fastest back end that this Java offers. */
    AUTO("auto"),
    /** By the JDK's own ciphers. */
    JCE("jce");

    private final String word;

    AeadMode(String word) {
        this.word = word;
    }

    /** As written on the command line and in the file. */
    @Override
    public String toString() {
        return word;
    }
}
