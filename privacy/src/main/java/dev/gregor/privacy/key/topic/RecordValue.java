package dev.gregor.privacy.key.topic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.form.EntryForm;

/**
 * The value of a record.
 *
 * @param settled whether its writer had seen that it is this record's id that counts for the subject. A key that is wrapped anew is:
 *     its record comes after those that had lost against the first one, which compaction has taken away
 */
record RecordValue(SubjectEntry entry, boolean settled) {

    private static final String SETTLED = "settled";

    /** Throws a {@link dev.gregor.failure.PermanentException} if it is none of ours. */
    static RecordValue parse(byte[] value) {
        JsonNode json = EntryForm.json(value);
        return new RecordValue(EntryForm.entry(json), json.path(SETTLED).asBoolean());
    }

    byte[] bytes() {
        return EntryForm.bytes(settled ? EntryForm.json(entry).put(SETTLED, true) : EntryForm.json(entry));
    }
}
