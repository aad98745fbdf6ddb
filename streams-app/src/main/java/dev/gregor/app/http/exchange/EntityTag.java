package dev.gregor.app.http.exchange;

import org.jspecify.annotations.Nullable;

/** Versions as entity tags. */
public final class EntityTag {

    private EntityTag() {}

    /** The entity tag of a version. */
    public static String of(long version) {
        return '"' + Long.toString(version) + '"';
    }

    /** Whether an If-None-Match header names this version; weak tags and lists count too. */
    public static boolean named(@Nullable String ifNoneMatch, long version) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String tag : ifNoneMatch.split(",", -1)) {
            String plain = tag.strip();
            if (plain.equals("*") || plain.equals(of(version)) || plain.equals("W/" + of(version))) {
                return true;
            }
        }
        return false;
    }
}
