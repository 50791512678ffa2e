package dev.logplex.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** What came under the latest {@code Logplex-Frame-Id}s. Not thread-safe. */
final class FrameIds {

  private static final int REMEMBERED = 256;

  private final Map<String, Fingerprint> latest =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Fingerprint> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Fingerprint(long firstSeq, long lastSeq, int length, long checksum) {}

  /** Remembers the request; true if another one came under its id. */
  boolean contradicts(DrainRequest request) {
    CRC32C checksum = new CRC32C();
    checksum.update(request.body(), 0, request.length());
    Fingerprint print =
        new Fingerprint(
            request.firstSeq(), request.lastSeq(), request.length(), checksum.getValue());
    Fingerprint before = latest.putIfAbsent(request.frameId(), print);
    return before != null && !before.equals(print);
  }
}
