/**
 * A simulated network in one JVM: UDP in memory under a virtual clock, with the delay, loss, reordering and duplication of
 * {@link dev.culvert.system.lab.Impairment}, and on its hosts the real session core, edge core and data path. A run
 * follows from its seed alone; a day takes seconds. {@link dev.culvert.system.sim.SimInternet} places hosts behind NATs of
 * every kind, which translate and forget as Linux's connection tracking does; {@code PunchSimTest} holds them to what was
 * measured on real ones.
 *
 * <pre>{@code
 * SimNetwork network = new SimNetwork(seed);
 * network.impair(NONE.delay(ofMillis(20)).loss(0.1));
 * SimEdge a = SimEdge.create(network, "192.0.2.1", "10.0.0.1");
 * SimEdge b = SimEdge.create(network, "192.0.2.2", "10.0.0.2");
 * SimEdge.introduce(a, b);
 * a.ping(b);
 * network.run(ofSeconds(1));
 * assertThat(a.repliesFrom(b)).isEqualTo(1);
 * }</pre>
 */
package dev.culvert.system.sim;
