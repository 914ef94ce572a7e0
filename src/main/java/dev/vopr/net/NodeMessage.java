package dev.vopr.net;

/** What the actor of a replica or client can be told; the network tells it {@link Packet}s. */
public interface NodeMessage {}
