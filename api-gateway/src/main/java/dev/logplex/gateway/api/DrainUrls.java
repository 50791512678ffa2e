package dev.logplex.gateway.api;

import dev.logplex.drain.DrainUrl;
import dev.logplex.drain.InvalidDrainUrlException;
import dev.logplex.drain.guard.AddressGuard;

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
  public String problem(String url) {
    try {
      return DrainUrl.parse(url).mayBeDialled(guard) ? null : FORBIDDEN_ADDRESS;
    } catch (InvalidDrainUrlException e) {
      return e.reason();
    }
  }
}
