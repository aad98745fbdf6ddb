package dev.gregor.privacy.key;

class MemoryKeyStoreTest extends SubjectKeyStoreContract {

    private final MemoryKeyStore store = new MemoryKeyStore();

    @Override
    protected SubjectKeyStore open() {
        return store;
    }
}
