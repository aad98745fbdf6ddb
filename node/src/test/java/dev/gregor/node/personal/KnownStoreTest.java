package dev.gregor.node.personal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.failure.PermanentException;
import dev.gregor.privacy.key.MemoryKeyStore;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KnownStoreTest {

    private static final Set<String> OWNERS = Set.of("member", "order");

    private final SchemaCatalog catalog = SchemaCatalog.inMemory();
    private final MemoryKeyStore first = new MemoryKeyStore();

    private void require(MemoryKeyStore store, @Nullable String lost) {
        new KnownStore(store, catalog, lost).require(OWNERS);
    }

    @Test
    void keepsTheIdOfTheStoreOnBothSides() {
        require(first, null);
        String id = first.id().orElseThrow();

        assertThat(catalog.noted("key-store/member")).contains(id);
        assertThat(catalog.noted("key-store/order")).contains(id);
        require(first, null);
        assertThat(first.id()).contains(id);
    }

    @Test
    void givesNoIdWhereNothingIsSealed() {
        new KnownStore(first, catalog, null).require(Set.of());

        assertThat(first.id()).isEmpty();
    }

    @Test
    void refusesAnEmptyStoreAndAnotherOneAndLeavesThemAsTheyAre() {
        require(first, null);
        String id = first.id().orElseThrow();
        MemoryKeyStore empty = new MemoryKeyStore();
        MemoryKeyStore other = new MemoryKeyStore();
        other.identify("other");

        assertThatThrownBy(() -> require(empty, null))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("store " + id + ", and the store that is given is empty")
                .hasMessageEndingWith("set gregor.privacy.lost-store=" + id);
        assertThatThrownBy(() -> require(other, null))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("the store that is given is other");
        assertThat(empty.id()).isEmpty();
        assertThat(catalog.noted("key-store/member")).contains(id);
    }

    @Test
    void goesOnWithAnotherStoreInPlaceOfOneThatIsLostAndOfNoOther() {
        require(first, null);
        String id = first.id().orElseThrow();
        MemoryKeyStore second = new MemoryKeyStore();

        require(second, id);
        require(second, null);
        assertThatThrownBy(() -> require(new MemoryKeyStore(), id)).isInstanceOf(PermanentException.class);
        assertThatThrownBy(() -> require(first, id)).isInstanceOf(PermanentException.class);
    }
}
