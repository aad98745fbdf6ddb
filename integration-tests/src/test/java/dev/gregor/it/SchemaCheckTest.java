package dev.gregor.it;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.schema.SchemaRule;
import dev.gregor.it.parcel.Parcel;
import dev.gregor.testing.SchemaCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaCheckTest {

    @TempDir
    Path schemas;

    @AfterEach
    void acceptNothing() {
        System.clearProperty(SchemaCheck.ACCEPT);
    }

    private void accept(Parcel parcel) {
        System.setProperty(SchemaCheck.ACCEPT, "true");
        SchemaCheck.of(parcel).against(schemas);
        System.clearProperty(SchemaCheck.ACCEPT);
    }

    private void check(Parcel parcel) {
        SchemaCheck.of(parcel).against(schemas);
    }

    @Test
    void passesWhatWasAccepted() {
        accept(new Parcel.First());
        assertThatCode(() -> check(new Parcel.First())).doesNotThrowAnyException();

        accept(new Parcel.Second());
        accept(new Parcel.Third());
        assertThatCode(() -> check(new Parcel.Third())).doesNotThrowAnyException();
    }

    @Test
    void refusesWhatIsNotAcceptedYet() {
        accept(new Parcel.First());

        assertThatThrownBy(() -> check(new Parcel.Second()))
                .hasMessage("Schemas of 'parcel' against " + schemas + ":\n- 'parcel.moved.v2' has a schema that is not"
                        + " accepted yet: run this test once with -Dgregor.schemas.accept=true and commit the file that it"
                        + " writes");
    }

    @Test
    void refusesToForgetAnEvent() {
        accept(new Parcel.Second());

        assertThatThrownBy(() -> accept(new Parcel.First()))
                .hasMessageContaining("'parcel.moved.v2' was recorded, but is none of the events any more:"
                        + " add upcast(...) or renamed(...) for it");
    }

    @Test
    void namesTheFieldThatDoesNotGoTogether() throws IOException {
        accept(new Parcel.Third());
        Path accepted = schemas.resolve("events/parcel.paused.v1-1.avsc");
        Files.writeString(accepted, Files.readString(accepted).replace("minutes", "seconds"));

        assertThatThrownBy(() -> accept(new Parcel.Third()))
                .hasMessageContaining("'parcel.paused.v1': field 'minutes' of dev.gregor.it.parcel.Paused is new")
                .hasMessageContaining("'parcel.paused.v1': field 'seconds' of dev.gregor.it.parcel.Paused is gone");
        assertThatThrownBy(() -> SchemaCheck.of(new Parcel.Third())
                        .by(SchemaRule.FORWARD)
                        .against(schemas))
                .hasMessageContaining("'seconds'")
                .hasMessageNotContaining("'minutes' of");
    }
}
