package com.example.stock;

import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.node.Gregor;
import dev.gregor.node.GregorBuilder;

/** Ships ten bolts to Ann; with {@code --bootstrap-servers host:port} over that cluster, else over a broker in this process. */
public final class Main {

    private Main() {}

    /** Sends two commands, and reads what they did. */
    public static void main(String... args) {
        GregorBuilder stock = Gregor.configure()
                .app("stock")
                .set("gregor.kafka-port", "0")
                .aggregate(new Item())
                .projection(new PiecesByCustomer());
        if (args.length == 2 && args[0].equals("--bootstrap-servers")) {
            stock.bootstrapServers(args[1]);
        }
        try (Gregor gregor = stock.start()) {
            gregor.commands().send(Item.class, "bolt", new Receive(100)).join().orElseThrow();
            Accepted shipped = gregor.commands()
                    .send(Item.class, "bolt", new Ship(10, "ann"))
                    .join()
                    .orElseThrow();
            gregor.queries()
                    .get(PiecesByCustomer.class, "ann", shipped.position())
                    .join()
                    .ifPresent(row -> System.out.println("Ann was sent " + row.getPieces() + " pieces"));
            gregor.events()
                    .history(Item.class, "bolt", 1, 100)
                    .join()
                    .forEach(event -> System.out.println(event.version() + " " + event.data()));
        }
    }
}
