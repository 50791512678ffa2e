package dev.logplex.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps secrets unreadable at rest: AES-256-GCM with a nonce derived from the text and its context,
 * so that sealing the same text in the same context gives the same result (a changed record shows
 * what changed, and a repeated nonce can only mean a repeated text). A sealed text opens only in
 * the context it was sealed for. Also signs. Keys for the purposes are derived from one master key.
 * Safe for use by several threads.
 */
public final class Sealer {

  private static final int MASTER_KEY_OCTETS = 32;
  private static final int NONCE_OCTETS = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec sealKey;
  private final byte[] nonceKey;
  private final byte[] signKey;

  /**
   * @param masterKey 32 octets
   */
  public Sealer(byte[] masterKey) {
    if (masterKey.length != MASTER_KEY_OCTETS) {
      throw new IllegalArgumentException("the secret key has 32 octets, not " + masterKey.length);
    }
    this.sealKey = new SecretKeySpec(hmac(masterKey, utf8("logplex seal")), "AES");
    this.nonceKey = hmac(masterKey, utf8("logplex nonce"));
    this.signKey = hmac(masterKey, utf8("logplex sign"));
  }

  /** Seals a text for one context, such as {@code app-1/drain/d.…}; base64url without padding. */
  public String seal(String context, String text) {
    byte[] nonce = Arrays.copyOf(nonceSource(context, text), NONCE_OCTETS);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, context, utf8(text));
    byte[] out = Arrays.copyOf(nonce, NONCE_OCTETS + sealed.length);
    System.arraycopy(sealed, 0, out, NONCE_OCTETS, sealed.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out);
  }

  /**
   * @throws IllegalArgumentException if the text was sealed with another key, for another context,
   *     or changed
   */
  public String open(String context, String sealed) {
    byte[] in = Base64.getUrlDecoder().decode(sealed);
    if (in.length < NONCE_OCTETS + TAG_BITS / Byte.SIZE) {
      throw new IllegalArgumentException("not a sealed text");
    }
    byte[] nonce = Arrays.copyOf(in, NONCE_OCTETS);
    byte[] text =
        crypt(Cipher.DECRYPT_MODE, nonce, context, Arrays.copyOfRange(in, NONCE_OCTETS, in.length));
    return new String(text, StandardCharsets.UTF_8);
  }

  /** The length keeps two pairs from having one nonce: it must not be used for two texts. */
  private byte[] nonceSource(String context, String text) {
    return hmac(nonceKey, utf8(context.length() + " " + context + text));
  }

  /** HMAC-SHA-256 of the octets under the signing key. */
  public byte[] sign(byte[] octets) {
    return hmac(signKey, octets);
  }

  /** Compares in time that depends on the length alone. */
  public boolean verify(byte[] octets, byte[] signature) {
    return MessageDigest.isEqual(sign(octets), signature);
  }

  private byte[] crypt(int mode, byte[] nonce, String context, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, sealKey, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(utf8(context));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not sealed with this key for this context", e);
    }
  }

  private static byte[] hmac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
