package dev.culvert.edge.config;

/** How a value is written in TOML. */
enum ValueKind {
    TEXT("text in quotes"),
    /** Text; a relative one starts at the file's directory. */
    PATH("a path in quotes"),
    NUMBER("a whole number"),
    /** A number, or a word that stands for one. */
    NUMBER_OR_TEXT("a whole number, or a word in quotes"),
    FLAG("true or false"),
    /** Text, or a list of texts. */
    LIST("text in quotes, or a list of such texts");

    private final String words;

    ValueKind(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
