/**
 * A real network to test in: hosts are network namespaces, joined by veth pairs or by links that lose and delay.
 *
 * <pre>{@code
 * try (Lab lab = Lab.open()) {
 *     Host a = lab.host("a");
 *     Host b = lab.host("b");
 *     ImpairedLink link = lab.impairedLink(a, "192.0.2.1/24", b, "192.0.2.2/24", 42);
 *     link.both(Impairment.NONE.delay(Duration.ofMillis(20)).loss(0.01));
 *     Node ours = EdgeProcess.on(a, "10.0.0.1/24", 7777);
 *     Node stock = StockWireGuard.on(b, "10.0.0.2/24", 51820);
 *     ours.start(stock.asPeer().endpoint("192.0.2.2:51820"));
 *     stock.start(ours.asPeer());
 *     assertThat(a.ping("10.0.0.2", 5).lost()).isZero();
 * }
 * }</pre>
 *
 * <p>Closing the lab ends every process in its namespaces and removes them, also after a failed test; what a killed run
 * left behind goes when the next lab opens. Needs root and the tools that {@link dev.culvert.system.lab.Lab#open}
 * names; tests fail without them, they are never skipped.
 */
package dev.culvert.system.lab;
