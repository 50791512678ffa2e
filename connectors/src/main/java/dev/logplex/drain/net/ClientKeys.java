package dev.logplex.drain.net;

import dev.logplex.secret.CertifiedKey;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Shows a drain's certificate to receivers that ask for one, whichever authorities they name, and
 * remembers in the session that they asked. Safe for use by several threads.
 */
final class ClientKeys extends X509ExtendedKeyManager {

  private static final String ASKED = "logplex.client-certificate-asked";
  private static final String ALIAS = "drain";

  private final CertifiedKey own;

  /**
   * @param own null if there is nothing to show
   */
  ClientKeys(CertifiedKey own) {
    this.own = own;
  }

  /** Whether the receiver asked for a certificate, and got one or not. */
  static boolean askedIn(SSLSession session) {
    return session.getValue(ASKED) != null;
  }

  @Override
  public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
    engine.getHandshakeSession().putValue(ASKED, true);
    return own != null && Arrays.asList(types).contains(own.key().getAlgorithm()) ? ALIAS : null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return own == null ? null : own.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return own == null ? null : own.key();
  }

  @Override
  public String[] getClientAliases(String type, Principal[] issuers) {
    return own == null ? null : new String[] {ALIAS};
  }

  @Override
  public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    throw new UnsupportedOperationException("drains use engines");
  }

  @Override
  public String[] getServerAliases(String type, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    return null;
  }
}
