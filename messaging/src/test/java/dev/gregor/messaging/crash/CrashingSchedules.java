package dev.gregor.messaging.crash;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.messaging.TestKafka;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.schedule.ScheduleSettings;
import dev.gregor.messaging.schedule.Schedules;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/** Delivers what is scheduled. Ends when its standard input does. */
final class CrashingSchedules {

    static final String APP = "crash";

    private CrashingSchedules() {}

    static ScheduleSettings settings(String bootstrapServers, Path folder, String instance) {
        AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
        return ScheduleSettings.of(
                        new MessagingSettings(
                                APP, Map.of("bootstrap.servers", bootstrapServers), codec, TestKafka.TYPES, 1_000_000),
                        folder,
                        instance)
                .withPartitions(4);
    }

    public static void main(String[] args) throws IOException {
        Schedules.start(settings(args[0], Path.of(args[1]), args[2]));
        System.in.transferTo(OutputStream.nullOutputStream());
        Runtime.getRuntime().halt(0);
    }
}
