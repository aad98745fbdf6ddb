package com.example.stock;

import static dev.gregor.aggregate.Decision.events;
import static dev.gregor.aggregate.Decision.reject;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import org.jspecify.annotations.Nullable;

/** An item of which no more is shipped than there is. */
public final class Item extends AggregateRoot<Stock> {

    /** Defines the aggregate. */
    public Item() {
        super("item", Stock.class);
        command("receive.v1", Receive.class, (stock, receive) -> events(new Received(receive.getPieces())), Received.class);
        command("ship.v1", Ship.class, this::ship, Shipped.class);
        event("received.v1", Received.class, (stock, event) -> new Stock(pieces(stock) + event.getPieces()));
        event("shipped.v1", Shipped.class, (stock, event) -> new Stock(pieces(stock) - event.getPieces()));
    }

    private Decision ship(@Nullable Stock stock, Ship ship) {
        return ship.getPieces() <= pieces(stock)
                ? events(new Shipped(ship.getPieces(), ship.getCustomer()))
                : reject("out-of-stock", "There are " + pieces(stock) + " pieces");
    }

    private static int pieces(@Nullable Stock stock) {
        return stock == null ? 0 : stock.getPieces();
    }
}
