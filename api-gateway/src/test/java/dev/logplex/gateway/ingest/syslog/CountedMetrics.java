package dev.logplex.gateway.ingest.syslog;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps what it is told. */
final class CountedMetrics implements SyslogMetrics {

  private final Map<Object, AtomicLong> counts = new ConcurrentHashMap<>();

  /** The count of a reason, or of one of the names below. */
  long count(Object what) {
    return counter(what).get();
  }

  long accepted() {
    return count("accepted");
  }

  long open() {
    return count("opened") - count("closed");
  }

  long waiting() {
    return count("paused") - count("resumed");
  }

  /** Lines and malformed items whose fate is known. */
  long settled() {
    long sum = accepted();
    for (Skip reason : Skip.values()) {
      sum += count(reason);
    }
    for (Drop reason : Drop.values()) {
      sum += count(reason);
    }
    return sum;
  }

  @Override
  public void received(int octets) {
    counter("octets").addAndGet(octets);
  }

  @Override
  public void accepted(int lines) {
    counter("accepted").addAndGet(lines);
  }

  @Override
  public void skipped(Skip reason) {
    counter(reason).incrementAndGet();
  }

  @Override
  public void dropped(Drop reason, int lines) {
    counter(reason).addAndGet(lines);
  }

  @Override
  public void retried() {
    counter("retried").incrementAndGet();
  }

  @Override
  public void opened() {
    counter("opened").incrementAndGet();
  }

  @Override
  public void closed() {
    counter("closed").incrementAndGet();
  }

  @Override
  public void refused(Refusal reason) {
    counter(reason).incrementAndGet();
  }

  @Override
  public void paused() {
    counter("paused").incrementAndGet();
  }

  @Override
  public void resumed() {
    counter("resumed").incrementAndGet();
  }

  private AtomicLong counter(Object what) {
    return counts.computeIfAbsent(what, name -> new AtomicLong());
  }
}
