package dev.culvert.edge.config;

import dev.culvert.common.config.Keywords;
import dev.culvert.common.config.Origin;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Table;
import dev.culvert.common.ops.ExitException;
import java.util.EnumMap;
import java.util.Map;

/** Reads {@code --peer "public-key=…;allowed-ips=…;endpoint=…"}: pairs between semicolons, keys in any order. */
public final class PeerSpec {
    private PeerSpec() {}

    /**
     * The pairs, not yet validated.
     *
     * @throws ExitException if a pair is no pair, or its key is unknown or repeated
     */
    public static Table<PeerKey> parse(String text, Origin origin) throws ExitException {
        Map<PeerKey, Setting> values = new EnumMap<>(PeerKey.class);
        for (String pair : text.split(";", -1)) {
            if (pair.isBlank()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw origin.refuse("'" + pair.strip() + "' has no '=': write KEY=VALUE;KEY=VALUE;..., such as"
                        + " \"public-key=KEY;allowed-ips=10.0.0.2/32;endpoint=HOST:PORT\"");
            }
            String word = pair.substring(0, equals).strip();
            String value = pair.substring(equals + 1).strip();
            PeerKey key = Keywords.find(PeerKey.class, word)
                    .orElseThrow(() -> origin.refuse(Keywords.unknown(word, Keywords.words(PeerKey.class))));
            if (value.isEmpty()) {
                throw origin.at(word).refuse("has no value: write one, or leave the key out");
            }
            if (values.put(key, new Setting(value, origin.at(word))) != null) {
                throw origin.at(word).refuse("is given twice: write it once");
            }
        }
        return new Table<>(origin, values);
    }
}
