#!/usr/bin/env bash
# Avro's readers apply the aliases of fields twice, before a field's own name, and not at all if the record moved (1.12.1, 1.12.2).
#
# The specification says that a reader's aliases rewrite the writer's schema once, and one would guess that a field that was written under
# the reader's own name is read into it. But the reader of a datum rewrites the writer's schema and hands the result to the resolver, which
# rewrites it again: of a field that was renamed twice, a to b to c with each name kept as an alias, what was written as a is read into c
# while b gets its default value. A name that is an alias of another field goes to that one, although the reader has a field of the very
# name. And aliases of fields are looked up by the name of their record: if that moved to another namespace without an alias of its own, they
# count for nothing, and the field gets its default value, although the records themselves match. All of it without an exception, and
# SchemaCompatibility, which matches fields by name or alias, says COMPATIBLE. It refuses the exchange of two names, which is read as meant.
#
# Seen, with both versions:
#   b (alias a):                         {"a": 7} is read as {"b": 7} (COMPATIBLE)
#   b (alias a), c (alias b):            {"a": 7} is read as {"b": 0, "c": 7} (COMPATIBLE)
#   b (alias a), c (alias b):            {"b": 7} is read as {"b": 0, "c": 7} (COMPATIBLE)
#   b (alias a), a (alias b):            {"a": 7, "b": 8} is read as {"b": 7, "a": 8} (AvroRuntimeException)
#   another namespace, b (alias a):      {"a": 7} is read as {"b": 0} (COMPATIBLE)
#   with an alias of the record as well: {"a": 7} is read as {"b": 7} (COMPATIBLE)
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat > Aliases.java <<'J'
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.generic.*;
import org.apache.avro.io.*;

public class Aliases {
    static Schema record(String name, String... fields) {
        return new Schema.Parser().parse("{\"type\": \"record\", " + name + ", \"fields\": [" + String.join(", ", fields) + "]}");
    }

    static String field(String name, String alias) {
        return "{\"name\": \"" + name + "\", \"aliases\": [" + (alias.isEmpty() ? "" : "\"" + alias + "\"") + "], \"type\": \"int\", \"default\": 0}";
    }

    static void read(String what, GenericRecord written, Schema reader) {
        String result;
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<GenericRecord>(written.getSchema()).write(written, encoder);
            result = new GenericDatumReader<GenericRecord>(written.getSchema(), reader)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null)).toString();
        } catch (IOException | RuntimeException e) {
            result = e.toString();
        }
        String verdict;
        try {
            verdict = SchemaCompatibility.checkReaderWriterCompatibility(reader, written.getSchema()).getType().toString();
        } catch (RuntimeException e) {
            verdict = e.getClass().getSimpleName();
        }
        System.out.println(what + written + " is read as " + result + " (" + verdict + ")");
    }

    static GenericRecord written(Schema schema) {
        GenericRecord record = new GenericData.Record(schema);
        schema.getFields().forEach(field -> record.put(field.name(), 7 + field.pos()));
        return record;
    }

    public static void main(String[] args) {
        String name = "\"name\": \"com.shop.Paid\"";
        read("b (alias a):                         ", written(record(name, field("a", ""))), record(name, field("b", "a")));
        read("b (alias a), c (alias b):            ", written(record(name, field("a", ""))), record(name, field("b", "a"), field("c", "b")));
        read("b (alias a), c (alias b):            ", written(record(name, field("b", ""))), record(name, field("b", "a"), field("c", "b")));
        read("b (alias a), a (alias b):            ", written(record(name, field("a", ""), field("b", ""))), record(name, field("b", "a"), field("a", "b")));
        String moved = "\"name\": \"com.store.Paid\"";
        read("another namespace, b (alias a):      ", written(record(name, field("a", ""))), record(moved, field("b", "a")));
        read("with an alias of the record as well: ", written(record(name, field("a", ""))),
                record(moved + ", \"aliases\": [\"com.shop.Paid\"]", field("b", "a")));
    }
}
J

expected='b (alias a):                         {"a": 7} is read as {"b": 7} (COMPATIBLE)
b (alias a), c (alias b):            {"a": 7} is read as {"b": 0, "c": 7} (COMPATIBLE)
b (alias a), c (alias b):            {"b": 7} is read as {"b": 0, "c": 7} (COMPATIBLE)
b (alias a), a (alias b):            {"a": 7, "b": 8} is read as {"b": 7, "a": 8} (AvroRuntimeException)
another namespace, b (alias a):      {"a": 7} is read as {"b": 0} (COMPATIBLE)
with an alias of the record as well: {"a": 7} is read as {"b": 7} (COMPATIBLE)'

for version in 1.12.1 1.12.2; do
  mkdir "$version"
  cat > "$version/pom.xml" <<P
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.avro</groupId><artifactId>avro</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
P
  mvn -B -ntp -q -f "$version/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib
  seen=$(java -cp "$version/lib/*" Aliases.java 2>/dev/null)
  printf 'Avro %s\n%s\n' "$version" "$seen"
  [ "$seen" = "$expected" ] || { printf 'Avro %s behaves otherwise than stated\n' "$version" >&2; exit 1; }
done
