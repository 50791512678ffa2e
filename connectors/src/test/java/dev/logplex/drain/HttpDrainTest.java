package dev.logplex.drain;

import java.util.List;

class HttpDrainTest extends DrainContract {

  @Override
  SocketReceiver open() {
    return new HttpReceiver();
  }

  @Override
  String rendered(long seq) {
    return "<190>1 2026-03-01T08:15:30+00:00 host app web.1 - " + seq + "\n";
  }

  @Override
  List<String> messages() {
    return ((HttpReceiver) receiver)
        .received.stream().flatMap(r -> Lines.messages(r.body()).stream()).toList();
  }
}
