package dev.gregor.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes are in the stores of earlier versions: they stay as Kafka's own {@code ByteUtils} wrote them. */
class VarintTest {

    @ParameterizedTest
    @CsvSource({"0, 00", "1, 01", "127, 7f", "128, 8001", "300, ac02", "2147483647, ffffffff07"})
    void writesUnsignedNumbers(long value, String hex) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Varint.write(value, out);
        assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo(hex);
        assertThat(Varint.read(ByteBuffer.wrap(out.toByteArray()))).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "-1, 01",
        "1, 02",
        "63, 7e",
        "64, 8001",
        "-300, d704",
        "9223372036854775807, feffffffffffffffff01",
        "-9223372036854775808, ffffffffffffffffff01"
    })
    void writesSignedNumbers(long value, String hex) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Varint.writeSigned(value, out);
        assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo(hex);
        assertThat(Varint.readSigned(ByteBuffer.wrap(out.toByteArray()))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "80", "ffffff"})
    void refusesANumberThatEndsTooEarly(String hex) {
        assertThatThrownBy(() -> Varint.read(bytes(hex))).isInstanceOf(BufferUnderflowException.class);
    }

    @Test
    void refusesANumberThatDoesNotEnd() {
        assertThatThrownBy(() -> Varint.read(bytes("ffffffffffffffffffff01")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
