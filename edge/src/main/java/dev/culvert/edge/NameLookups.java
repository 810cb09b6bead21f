package dev.culvert.edge;

/** Threads that ask DNS. */
final class NameLookups {
    private NameLookups() {}

    /**
     * Runs a look-up of a name. Not on a virtual thread: where DNS is dead, getaddrinfo(3) blocks for many seconds, and with
     * it the virtual thread's carrier; a dozen names would leave none for anybody else.
     */
    static void start(String host, Runnable lookUp) {
        Thread.ofPlatform().daemon().name("resolve-" + host).start(lookUp);
    }
}
