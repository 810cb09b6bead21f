package dev.culvert.common.config;

/** How a value is written in TOML. */
public enum ValueKind {
    /** Text. */
    TEXT("text in quotes"),
    /** Text; a relative one starts at the file's directory. */
    PATH("a path in quotes"),
    /** A number. */
    NUMBER("a whole number"),
    /** A number, or a word that stands for one. */
    NUMBER_OR_TEXT("a whole number, or a word in quotes"),
    /** Yes or no. */
    FLAG("true or false"),
    /** Text, or a list of texts; a setting has it as one text with commas between. An empty list is no setting. */
    LIST("text in quotes, or a list of such texts"),
    /** A list that limits something: an empty one would lift the limit, so it is refused. */
    FILLED_LIST("text in quotes, or a list of such texts, one at least");

    private final String words;

    ValueKind(String words) {
        this.words = words;
    }

    /** The words that refusals print. */
    @Override
    public String toString() {
        return words;
    }
}
