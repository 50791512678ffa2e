package dev.logplex.drain;

import java.util.List;

class SyslogTlsDrainTest extends DrainContract {

  @Override
  SocketReceiver open() {
    return new SyslogReceiver(Certs.tls(Certs.good()));
  }

  @Override
  String rendered(long seq) {
    return "<190>1 2026-03-01T08:15:30+00:00 " + Specs.TOKEN + " app web.1 - - " + seq + "\n";
  }

  @Override
  List<String> messages() {
    return ((SyslogReceiver) receiver).messages;
  }
}
