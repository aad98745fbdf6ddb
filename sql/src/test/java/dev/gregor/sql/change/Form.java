package dev.gregor.sql.change;

import dev.gregor.avro.catalog.SchemaCatalog;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.jspecify.annotations.Nullable;

/** How a connector writes its records. */
enum Form {
    JSON_WITH_SCHEMA,
    JSON,
    AVRO;

    /** Writes keys and values of this form. */
    interface Writer {
        byte @Nullable [] write(
                String topic, org.apache.kafka.connect.data.@Nullable Schema schema, @Nullable Object value);
    }

    Writer writer(SchemaCatalog catalog) {
        if (this == AVRO) {
            ConnectAvro avro = new ConnectAvro();
            return (topic, schema, value) -> {
                if (!(value instanceof Struct struct)) {
                    return null;
                }
                catalog.register(avro.of(struct));
                return avro.write(struct);
            };
        }
        JsonConverter converter = new JsonConverter();
        converter.configure(Map.of("schemas.enable", this == JSON_WITH_SCHEMA), false);
        return converter::fromConnectData;
    }

    /** Where the records of a topic of Debezium are. */
    String topic(String captured) {
        return name().toLowerCase(Locale.ROOT) + '.' + captured;
    }
}
