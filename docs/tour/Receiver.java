import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;

/** A drain's destination for the tour: prints what it is sent. Run it with {@code java Receiver.java PORT}. */
final class Receiver {

  public static void main(String[] args) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          System.out.println(
              "drain "
                  + exchange.getRequestHeaders().getFirst("Logplex-Drain-Token")
                  + ", lines "
                  + exchange.getRequestHeaders().getFirst("Logplex-Seq"));
          System.out.write(body, 0, body.length);
          System.out.flush();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }
}
