package dev.logplex.gateway.api;

import dev.logplex.drain.DrainUrl;
import dev.logplex.drain.InvalidDrainUrlException;
import dev.logplex.drain.guard.AddressGuard;
import io.netty.util.NetUtil;
import java.net.InetAddress;

/**
 * Which drain destinations are accepted. Addresses in them are checked here as a courtesy to who
 * types them; what a name resolves to is checked each time it is dialled.
 */
public final class DrainUrls {

  /** Logplex's reason for a text that is no URL at all. */
  static final String NOT_A_URL = "invalid_uri";

  static final String FORBIDDEN_ADDRESS = "address_not_allowed";

  private final AddressGuard guard;

  public DrainUrls(AddressGuard guard) {
    this.guard = guard;
  }

  /**
   * @return why the destination is refused; null if it is not
   */
  String problem(String url) {
    try {
      String host = DrainUrl.parse(url).host();
      InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
      return address == null || guard.permits(address) ? null : FORBIDDEN_ADDRESS;
    } catch (InvalidDrainUrlException e) {
      return e.reason();
    }
  }
}
