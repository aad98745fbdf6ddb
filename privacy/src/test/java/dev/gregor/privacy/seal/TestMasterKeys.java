package dev.gregor.privacy.seal;

import dev.gregor.privacy.key.MasterKeys;
import dev.gregor.privacy.key.UnusableKeyException;
import dev.gregor.privacy.key.WrappedKey;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** One master key, that wraps as in RFC 3394. */
public final class TestMasterKeys implements MasterKeys {

    private final SecretKey master = new SecretKeySpec(new byte[32], "AES");

    @Override
    public String current() {
        return "test";
    }

    @Override
    public WrappedKey wrap(byte[] key) {
        try {
            Cipher cipher = Cipher.getInstance("AESWrap");
            cipher.init(Cipher.WRAP_MODE, master);
            return new WrappedKey(current(), cipher.wrap(new SecretKeySpec(key, "AES")));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte[] unwrap(WrappedKey key) {
        try {
            Cipher cipher = Cipher.getInstance("AESWrap");
            cipher.init(Cipher.UNWRAP_MODE, master);
            return cipher.unwrap(key.bytes(), "AES", Cipher.SECRET_KEY).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new UnusableKeyException("Not wrapped by " + key.master(), e);
        }
    }
}
