package dev.culvert.common.ops;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import java.net.InetSocketAddress;
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * Records to JSON and back: fields in their declared order and camelCase, keys, addresses, prefixes, endpoints and enums as they
 * print themselves, an empty optional as null. Made on first use, which costs about 100 ms.
 */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .addModule(new SimpleModule()
                    .addSerializer(PublicKey.class, ToStringSerializer.instance)
                    .addDeserializer(PublicKey.class, new FromText<>(PublicKey.class, PublicKey::parse))
                    .addSerializer(IpPrefix.class, ToStringSerializer.instance)
                    .addDeserializer(IpPrefix.class, new FromText<>(IpPrefix.class, IpPrefix::parse))
                    .addSerializer(IpAddress.class, ToStringSerializer.instance)
                    .addDeserializer(IpAddress.class, new FromText<>(IpAddress.class, IpAddress::parse))
                    .addSerializer(Endpoint.class, ToStringSerializer.instance)
                    .addDeserializer(Endpoint.class, new FromText<>(Endpoint.class, Json::endpoint)))
            .build();

    private Json() {}

    /** The mapper; thread-safe. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** A value as a person reads it: indented. */
    public static String pretty(Object value) {
        return MAPPER.valueToTree(value).toPrettyString();
    }

    private static Endpoint endpoint(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, colon).replaceAll("[\\[\\]]", "");
        return Endpoint.of(new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1))));
    }

    private static final class FromText<T> extends StdScalarDeserializer<T> {
        private final Function<String, T> parser;

        FromText(Class<T> type, Function<String, T> parser) {
            super(type);
            this.parser = parser;
        }

        @Override
        public T deserialize(JsonParser json, DeserializationContext context) {
            return parser.apply(json.getString());
        }
    }
}
