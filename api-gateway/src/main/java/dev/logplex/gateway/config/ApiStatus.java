package dev.logplex.gateway.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an API does, as its operators say. */
public enum ApiStatus {
  @JsonProperty("normal")
  NORMAL,
  /** Nothing can be changed. */
  @JsonProperty("read_only")
  READ_ONLY,
  /** Every request is refused. */
  @JsonProperty("disabled")
  DISABLED
}
