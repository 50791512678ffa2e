package dev.logplex.gateway.api;

import dev.logplex.frame.OctetBuffer;
import dev.logplex.gateway.GatewayMetrics.Api;
import dev.logplex.gateway.history.BoundedHistory;
import dev.logplex.gateway.history.NewestLines;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.Resource;
import dev.logplex.gateway.session.LineNumber;
import dev.logplex.history.History;
import dev.logplex.syslog.LineFilter;
import java.util.Map;
import java.util.OptionalInt;

/** {@code GET /v3/channels/{channel}/logs}: history as canonical frames. */
public final class V3ChannelLogs {

  private static final String TYPE = "application/logplex-1";
  private static final int DEFAULT_LINES = 100;

  private final V3 v3;
  private final V3Channels channels;
  private final BoundedHistory history;

  public V3ChannelLogs(V3 v3, V3Channels channels, BoundedHistory history) {
    this.v3 = v3;
    this.channels = channels;
    this.history = history;
  }

  /** {@code /v3/channels/{channel}/logs}. */
  public Resource logs() {
    return v3.resource(Api.CHANNEL_LOGS).on("GET", get());
  }

  private V3Operation get() {
    return V3Operation.withoutBody(
            channels::channel,
            request ->
                history
                    .read(channels.channel(request))
                    .thenApply(lines -> frames(lines, filter(request), number(request))))
        .producing(TYPE);
  }

  private static Answer frames(History history, LineFilter filter, int number) {
    NewestLines newest = NewestLines.of(history, filter, number);
    OctetBuffer body = new OctetBuffer(8 << 10);
    newest.forEach((seq, line) -> body.append(line.frames(), line.frameFrom(), line.frameTo()));
    return new Answer(
        200,
        null,
        Map.of(
            "Content-Type",
            TYPE,
            "Connection",
            "close",
            "Logplex-Msg-Count",
            Integer.toString(newest.count())),
        body.toByteArray());
  }

  private static LineFilter filter(ApiRequest request) {
    return LineFilter.of(
        request.query("source").stream().toList(),
        request.query("ps").stream().toList(),
        "",
        LineFilter.DEBUG);
  }

  /** Like Logplex, anything that is no number means the default. */
  private static int number(ApiRequest request) {
    return request
        .query("num")
        .map(LineNumber::of)
        .orElse(OptionalInt.empty())
        .orElse(DEFAULT_LINES);
  }
}
