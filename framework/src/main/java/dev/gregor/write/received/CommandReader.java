package dev.gregor.write.received;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.CommandDefinition;
import dev.gregor.aggregate.EventDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.command.Command;
import dev.gregor.command.UnlessSince;
import dev.gregor.failure.PermanentException;
import dev.gregor.message.AggregateId;
import dev.gregor.message.MessageHeaders;
import dev.gregor.message.MessageType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Makes a command of a record, or says why it is none. */
public final class CommandReader {

    private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");

    private final AggregateDefinition<?> definition;
    private final CommandDigests digests;
    private final AvroCodec codec;
    private final RecordTypes recordTypes;
    private final CommandPartition partition;
    private final @Nullable CommandDefinition<?, ?> republishing;

    /**
     * Reads the commands of one partition.
     *
     * @param definition the aggregate type that they are for
     * @param all the aggregate types of the write side
     * @param publishesStates whether the states of that type are published, and may be published again
     */
    public CommandReader(
            AggregateDefinition<?> definition,
            Collection<AggregateDefinition<?>> all,
            AvroCodec codec,
            CommandPartition partition,
            boolean publishesStates) {
        this.definition = definition;
        this.codec = codec;
        this.digests = new CommandDigests(codec);
        this.recordTypes = new RecordTypes(all, codec, partition.topic());
        this.partition = partition;
        this.republishing = publishesStates ? StateRepublishing.definition(definition.type()) : null;
    }

    /**
     * Reads a record.
     *
     * @throws UnreadableCommandException if it is no command for this aggregate type and partition
     */
    public ReceivedCommand read(Record<byte[], byte[]> record, CommandHeaders headers) {
        String aggregateId = aggregateId(record.key());
        String id = required(MessageHeaders.ID, headers.id());
        requireAvro(headers.contentType());
        CommandDefinition<?, ?> command = command(required(MessageHeaders.TYPE, headers.type()));
        String correlationId =
                headers.correlationId() == null ? id : required(MessageHeaders.CORRELATION_ID, headers.correlationId());
        long expected = expectedVersion(headers.expectedVersion());
        UnlessSince unlessSince = unlessSince(headers.unlessSince());
        if (record.value() == null) {
            throw new UnreadableCommandException(
                    "Command '" + id + "' has no value; send the Avro record of its fields");
        }
        var data = decode(record.value(), command);
        return new ReceivedCommand(
                record.key(),
                aggregateId,
                id,
                command,
                data,
                digests.of(command, data),
                expected,
                unlessSince,
                correlationId,
                headers);
    }

    private String aggregateId(byte @Nullable [] key) {
        if (key == null) {
            throw new UnreadableCommandException("The record has no key; the id of the aggregate is the key");
        }
        partition.requireOwned(key);
        try {
            return AggregateId.require(
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString());
        } catch (CharacterCodingException e) {
            throw new UnreadableCommandException("The record key is no UTF-8; the id of the aggregate is the key", e);
        } catch (IllegalArgumentException e) {
            throw new UnreadableCommandException("The record key is no aggregate id: " + e.getMessage(), e);
        }
    }

    private static String required(String header, @Nullable String value) {
        if (value == null || value.isBlank() || value.length() > Command.MAX_ID_LENGTH) {
            String problem = value == null ? "is missing" : "has " + value.length() + " characters";
            throw new UnreadableCommandException(
                    "Header '" + header + "' " + problem + ", expected 1 to " + Command.MAX_ID_LENGTH + " characters");
        }
        return value;
    }

    private static void requireAvro(@Nullable String contentType) {
        if (contentType != null && !contentType.startsWith(MessageHeaders.AVRO)) {
            throw new UnreadableCommandException("Header '" + MessageHeaders.CONTENT_TYPE + "' is '" + contentType
                    + "', expected '" + MessageHeaders.AVRO + "'");
        }
    }

    private CommandDefinition<?, ?> command(String type) {
        CommandDefinition<?, ?> found = definition.command(type).orElse(null);
        if (found == null
                && republishing != null
                && type.equals(republishing.type().toString())) {
            return republishing;
        }
        if (found == null) {
            throw new UnreadableCommandException("Aggregate '" + definition.type() + "' has no command '" + type
                    + "', only "
                    + definition.commands().stream()
                            .map(CommandDefinition::type)
                            .toList());
        }
        return found;
    }

    private static long expectedVersion(@Nullable String header) {
        if (header == null) {
            return Command.ANY_VERSION;
        }
        if (VERSION.matcher(header).matches()) {
            return Long.parseLong(header);
        }
        throw new UnreadableCommandException("Header '" + MessageHeaders.EXPECTED_VERSION + "' is '" + header
                + "', expected 0 (must not exist), or the version");
    }

    private @Nullable UnlessSince unlessSince(@Nullable String header) {
        if (header == null) {
            return null;
        }
        try {
            UnlessSince condition = UnlessSince.parse(header);
            Set<MessageType> current = new HashSet<>();
            condition.types().forEach(type -> current.addAll(currentTypes(type)));
            return new UnlessSince(condition.version(), current);
        } catch (IllegalArgumentException e) {
            throw new UnreadableCommandException(
                    "Header '" + MessageHeaders.UNLESS_SINCE + "' cannot be read: " + e.getMessage(), e);
        }
    }

    private Set<MessageType> currentTypes(MessageType type) {
        Set<MessageType> current = definition.currentTypes(type);
        if (current.isEmpty()) {
            throw new IllegalArgumentException("'" + type + "' is no event of '" + definition.type()
                    + "', expected one of "
                    + definition.events().stream().map(EventDefinition::type).toList());
        }
        return current;
    }

    private SpecificRecord decode(byte[] value, CommandDefinition<?, ?> command) {
        try {
            recordTypes.require(command, value);
            return codec.decode(partition.topic(), value, command.messageClass());
        } catch (UnreadableCommandException e) {
            throw e;
        } catch (PermanentException e) {
            throw new UnreadableCommandException(
                    "The value is no '" + command.type() + "' in Avro: " + e.getMessage(), e);
        }
    }
}
