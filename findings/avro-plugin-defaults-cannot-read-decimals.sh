#!/usr/bin/env bash
# A class that Avro generates with the defaults of its plugin cannot read a decimal that it has written (1.12.1, 1.12.2).
#
# Without enableDecimalLogicalType the compiler makes a decimal a ByteBuffer, and one would guess that this is all the option is about. But it
# adds the conversion of decimals to the model of the class, MODEL$, nonetheless. The class's table of conversions by field has none, and the
# slow reader goes by that table. The fast reader, which is the default since 1.12, goes by the model: it makes a BigDecimal, which the field
# does not take. So toByteBuffer() works, and fromByteBuffer() of the same class, and a SpecificDatumReader of it, throw ClassCastException.
#
# Seen, with both versions:
#   written:                          13 bytes
#   fromByteBuffer:                   ClassCastException
#   SpecificDatumReader:              ClassCastException
#   the same without the fast reader: {"amount": "\u0001:"}
#   a model without conversions:      {"amount": "\u0001:"}
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat > Make.java <<'J'
import java.io.File;
import org.apache.avro.Schema;
import org.apache.avro.compiler.specific.SpecificCompiler;

public class Make {
    public static void main(String[] args) throws Exception {
        SpecificCompiler compiler = new SpecificCompiler(new Schema.Parser().parse("""
                {"type": "record", "name": "shop.Price", "fields": [
                    {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}}]}"""));
        compiler.compileToDestination(null, new File(args[0]));
    }
}
J

cat > Read.java <<'J'
import java.nio.ByteBuffer;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import shop.Price;

public class Read {
    interface Work { Object run() throws Exception; }

    static void show(String what, Work work) {
        String seen;
        try {
            seen = work.run().toString();
        } catch (Exception e) {
            seen = e.getClass().getSimpleName();
        }
        System.out.println(what + seen);
    }

    static Price read(SpecificDatumReader<Price> reader) throws Exception {
        return reader.read(null, DecoderFactory.get().binaryDecoder(new byte[] {4, 1, 58}, null));
    }

    public static void main(String[] args) {
        Price price = new Price(ByteBuffer.wrap(new byte[] {1, 58}));
        show("written:                          ", () -> price.toByteBuffer().remaining() + " bytes");
        show("fromByteBuffer:                   ", () -> Price.fromByteBuffer(price.toByteBuffer()));
        show("SpecificDatumReader:              ", () -> read(new SpecificDatumReader<>(Price.class)));
        SpecificData.getForClass(Price.class).setFastReaderEnabled(false);
        show("the same without the fast reader: ", () -> read(new SpecificDatumReader<>(Price.class)));
        SpecificData plain = new SpecificData(Price.class.getClassLoader());
        show("a model without conversions:      ", () -> read(new SpecificDatumReader<>(Price.SCHEMA$, Price.SCHEMA$, plain)));
    }
}
J

expected='written:                          13 bytes
fromByteBuffer:                   ClassCastException
SpecificDatumReader:              ClassCastException
the same without the fast reader: {"amount": "\u0001:"}
a model without conversions:      {"amount": "\u0001:"}'

for version in 1.12.1 1.12.2; do
  mkdir "$version"
  cat > "$version/pom.xml" <<P
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.avro</groupId><artifactId>avro-compiler</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
P
  mvn -B -ntp -q -f "$version/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib
  java -cp "$version/lib/*" Make.java "$version/generated" 2>/dev/null
  javac -nowarn -cp "$version/lib/*" -d "$version/classes" "$version/generated/shop/Price.java" Read.java 2>/dev/null
  # The packages that may be read into: asked for from 1.12.2 on.
  seen=$(java -Dorg.apache.avro.SERIALIZABLE_PACKAGES=shop -cp "$version/lib/*:$version/classes" Read 2>/dev/null)
  printf 'Avro %s\n%s\n' "$version" "$seen"
  [ "$seen" = "$expected" ] || { printf 'Avro %s behaves otherwise than stated\n' "$version" >&2; exit 1; }
done
