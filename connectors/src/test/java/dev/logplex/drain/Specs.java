package dev.logplex.drain;

import dev.logplex.kafka.ChannelRouting;
import dev.logplex.kafka.ConfigCodec;
import dev.logplex.model.Channel;
import dev.logplex.model.ChannelFlags;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import dev.logplex.secret.Sealer;
import java.util.List;

/** Sealed definitions of drains for tests. */
final class Specs {

  static final String CHANNEL = "app-1";
  static final String TOKEN = "d.99999999-8888-4777-8666-555555555555";
  static final ConfigCodec CODEC = new ConfigCodec(new Sealer(new byte[32]));

  private Specs() {}

  static String of(String url) {
    return of(TOKEN, url, DrainOptions.DEFAULT);
  }

  static String of(String token, String url) {
    return of(token, url, DrainOptions.DEFAULT);
  }

  static String of(String token, String url, DrainOptions options) {
    Channel channel =
        new Channel(
            CHANNEL,
            null,
            1,
            1,
            ChannelFlags.NONE,
            List.of(),
            List.of(new Drain(7, token, url, options)));
    return ChannelRouting.parse(CODEC.encode(channel)).drains().get(0).spec();
  }

  static DrainOptions batchBytes(int octets) {
    DrainOptions d = DrainOptions.DEFAULT;
    return new DrainOptions(
        d.sources(),
        d.processes(),
        d.maxSeverity(),
        d.gzip(),
        d.headers(),
        d.format(),
        octets,
        d.caPem());
  }
}
