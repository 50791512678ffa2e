package dev.logplex.gateway.auth;

import dev.logplex.gateway.config.ConfigStore.TokenGrant;

/** What the credentials of an ingest request allow. */
public sealed interface IngestAccess {

  IngestAccess UNKNOWN = new Unknown();
  IngestAccess FORBIDDEN = new Forbidden();
  IngestAccess ANY_CHANNEL = new AnyChannel();

  /** Token mode: all lines go to the token's channel. */
  record OneChannel(TokenGrant grant) implements IngestAccess {}

  /** Each line names its token. */
  record AnyChannel() implements IngestAccess {}

  /** A known cred that may not write. */
  record Forbidden() implements IngestAccess {}

  /** No credentials, or wrong ones. */
  record Unknown() implements IngestAccess {}
}
