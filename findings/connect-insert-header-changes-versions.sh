#!/usr/bin/env bash
# InsertHeader of Kafka Connect does not write the text that it is given (connect-transforms, connect-api 4.3.1).
#
# A connector that publishes rows as CloudEvents needs the header ce_specversion with the value 1.0, and InsertHeader sets headers to a literal. One would guess
# that value.literal is the value. It is parsed first, and the number that it looks like is written as Connect's header converter writes numbers.
# Quotes, as in JSON, do not help: they become a part of the value. So do consumers that compare the text see another version of CloudEvents, or none that they know.
# A column that has the text, taken over as a header, stays as it is.
#
# Seen, value.literal and the bytes of the header:
#   1.0 -> 1
#   2.50 -> 2.5
#   007 -> 7
#   "1.0" -> "1.0" with the quotes
#   v1.0 -> v1.0
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat > Literals.java <<'J'
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.transforms.InsertHeader;

public class Literals {
    public static void main(String[] args) throws Exception {
        for (String literal : new String[] {"1.0", "2.50", "007", "\"1.0\"", "v1.0"}) {
            try (InsertHeader<SourceRecord> insert = new InsertHeader<>();
                    SimpleHeaderConverter converter = new SimpleHeaderConverter()) {
                insert.configure(Map.of("header", "ce_specversion", "value.literal", literal));
                SourceRecord record = insert.apply(new SourceRecord(Map.of(), Map.of(), "topic", null, null));
                var header = record.headers().lastWithName("ce_specversion");
                byte[] bytes = converter.fromConnectHeader("topic", header.key(), header.schema(), header.value());
                System.out.println(literal + " -> " + new String(bytes, StandardCharsets.UTF_8));
            }
        }
    }
}
J
cat > pom.xml <<'P'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>connect-transforms</artifactId><version>4.3.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
P
mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib > mvn.log 2>&1 || { cat mvn.log; exit 1; }
java -cp "lib/*" Literals.java > output.txt
cat output.txt
diff output.txt - <<'O'
1.0 -> 1
2.50 -> 2.5
007 -> 7
"1.0" -> "1.0"
v1.0 -> v1.0
O
echo "as described"
