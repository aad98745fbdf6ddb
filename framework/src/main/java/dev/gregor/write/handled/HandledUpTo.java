package dev.gregor.write.handled;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.Uuid;

/**
 * Up to where the commands of a partition are handled, kept with what they led to and in the same transaction: whatever a
 * consumer group says, a command before that is handled, and one from there on is not.
 *
 * @param topicId the commands topic, which has another id if it was deleted and made again; zero if it is not known
 * @param offset the offset after the last command that was handled
 * @param lastCommand the {@link dev.gregor.write.ChangelogRecords#commandKey key} of that command
 * @param lastOutcome the key of the last command whose outcome is remembered; zeros if there is none
 */
public record HandledUpTo(Uuid topicId, long offset, byte[] lastCommand, byte[] lastOutcome) {

    public static final int KEY_BYTES = 16;
    static final int BYTES = 3 * Long.BYTES + 2 * KEY_BYTES;

    private static final byte[] NO_KEY = new byte[KEY_BYTES];

    /** No command of this topic is handled. */
    public static HandledUpTo beginningOf(Uuid topicId) {
        return new HandledUpTo(topicId, 0, NO_KEY, NO_KEY);
    }

    /** All commands of this topic before an offset are handled, of which this is the key of the last one. */
    public static HandledUpTo offset(Uuid topicId, long offset, byte[] lastCommand) {
        return new HandledUpTo(topicId, offset, lastCommand, NO_KEY);
    }

    /** Whether the outcome of any command is remembered. */
    public boolean hasOutcome() {
        return !Arrays.equals(lastOutcome, NO_KEY);
    }

    /** Whether it is known which command was the last. */
    public boolean hasLastCommand() {
        return !Arrays.equals(lastCommand, NO_KEY);
    }

    HandledUpTo advance(long handled, byte[] command) {
        return new HandledUpTo(topicId, handled + 1, command, lastOutcome);
    }

    HandledUpTo remembering(byte[] command) {
        return new HandledUpTo(topicId, offset, lastCommand, command);
    }

    void encode(ByteBuffer buffer) {
        buffer.putLong(topicId.getMostSignificantBits()).putLong(topicId.getLeastSignificantBits());
        buffer.putLong(offset).put(lastCommand).put(lastOutcome);
    }

    static HandledUpTo decode(ByteBuffer buffer) {
        Uuid topicId = new Uuid(buffer.getLong(), buffer.getLong());
        long offset = buffer.getLong();
        byte[] lastCommand = new byte[KEY_BYTES];
        byte[] lastOutcome = new byte[KEY_BYTES];
        buffer.get(lastCommand).get(lastOutcome);
        return new HandledUpTo(topicId, offset, lastCommand, lastOutcome);
    }
}
