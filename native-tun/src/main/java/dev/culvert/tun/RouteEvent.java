package dev.culvert.tun;

/** One change of this host's network, as the kernel announced it. It repeats itself at times: that is no change. */
public sealed interface RouteEvent {
    /** An interface is new, or something of it may have changed. */
    record LinkChanged(HostLink link) implements RouteEvent {}

    /** An interface is gone. */
    record LinkRemoved(HostLink link) implements RouteEvent {}

    /** An address is new, or something of it has changed: its flags, or how long it is valid. */
    record AddressChanged(HostAddress address) implements RouteEvent {}

    /** An address is gone. */
    record AddressRemoved(HostAddress address) implements RouteEvent {}

    /** A route is new, or replaces another to the same network with the same metric. */
    record RouteChanged(HostRoute route) implements RouteEvent {}

    /** A route was removed. Those of IPv4 that go with a link or an address are not announced. */
    record RouteRemoved(HostRoute route) implements RouteEvent {}

    /** There was more than could be kept: anything may have changed. */
    record EventsLost() implements RouteEvent {}
}
