package dev.gregor.privacy.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.avro.seal.Place;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens values with the key of a subject, by AES-256-GCM: 12 bytes of nonce, the ciphertext, 16 bytes of tag. Place and subject
 * are associated data.
 *
 * <p>The nonce is the beginning of the HMAC-SHA256 of place and value, under a key of its own, so that a value is sealed alike each time, and
 * two have the same nonce by a chance of 1 in 2^96 only. A thread keeps the cipher that it used, with its last key, since what is opened is often followed by what is sealed for the same subject. HMAC-SHA256 of a name under the subject's key makes both keys, which
 * is the expansion of HKDF (RFC 5869) for one block.
 */
final class DataKey implements KnownKey {

    static final int BYTES = 32;

    private static final String MAC = "HmacSHA256";
    private static final String CIPHER = "AES/GCM/NoPadding";
    /** To find one in the providers takes longer than to use it. */
    private static final ThreadLocal<Cipher> CIPHERS = ThreadLocal.withInitial(DataKey::newCipher);

    private static final ThreadLocal<Mac> MACS = ThreadLocal.withInitial(DataKey::newMac);
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final SecretKey sealing;
    private final SecretKey naming;

    /** The key of a subject, of 32 bytes; not kept. */
    DataKey(byte[] key) throws GeneralSecurityException {
        this.sealing = new SecretKeySpec(derived(key, "gregor seal\1"), "AES");
        this.naming = new SecretKeySpec(derived(key, "gregor nonce\1"), MAC);
    }

    private static byte[] derived(byte[] key, String name) throws GeneralSecurityException {
        return mac(new SecretKeySpec(key, MAC)).doFinal(name.getBytes(US_ASCII));
    }

    private static Mac mac(SecretKey key) throws GeneralSecurityException {
        Mac mac = MACS.get();
        mac.init(key);
        return mac;
    }

    byte[] seal(String subject, Place place, byte[] clear) throws GeneralSecurityException {
        byte[] nonce = nonce(place, clear);
        Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, subject, place);
        byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + clear.length + TAG_BYTES);
        cipher.doFinal(clear, 0, clear.length, sealed, NONCE_BYTES);
        return sealed;
    }

    private byte[] nonce(Place place, byte[] clear) throws GeneralSecurityException {
        Mac mac = mac(naming);
        mac.update(place.bytes());
        return Arrays.copyOf(mac.doFinal(clear), NONCE_BYTES);
    }

    /** Null if the bytes were not sealed with this key for this subject and place. */
    byte @Nullable [] open(String subject, Place place, byte[] sealed) throws GeneralSecurityException {
        if (sealed.length < NONCE_BYTES + TAG_BYTES) {
            return null;
        }
        Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE_BYTES), subject, place);
        try {
            return cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            return null;
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String subject, Place place) throws GeneralSecurityException {
        Cipher cipher = initialised(mode, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(place.bytes());
        cipher.updateAAD(subject.getBytes(UTF_8));
        return cipher;
    }

    private Cipher initialised(int mode, GCMParameterSpec nonce) throws GeneralSecurityException {
        Cipher cipher = CIPHERS.get();
        try {
            cipher.init(mode, sealing, nonce);
        } catch (InvalidAlgorithmParameterException e) {
            // It refuses the key and nonce that it had last, which the same value at the same place has again.
            cipher = newCipher();
            cipher.init(mode, sealing, nonce);
        }
        return cipher;
    }

    private static Cipher newCipher() {
        try {
            return Cipher.getInstance(CIPHER);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + CIPHER, e);
        }
    }

    private static Mac newMac() {
        try {
            return Mac.getInstance(MAC);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + MAC, e);
        }
    }
}
