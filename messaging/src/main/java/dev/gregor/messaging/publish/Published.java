package dev.gregor.messaging.publish;

import dev.gregor.messaging.envelope.MessageMetadata.Place;

/**
 * A message that all in-sync replicas have.
 *
 * @param id its id
 * @param place where its record is
 */
public record Published(String id, Place place) {}
