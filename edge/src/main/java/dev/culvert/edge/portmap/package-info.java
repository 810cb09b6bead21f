/**
 * Port mappings: asks the router, in every way that routers understand, to hand datagrams from outside to this edge.
 *
 * <pre>
 * PortMappings ─┬─ Keeper (virtual thread) ─ Upkeep: when to ask, what to report
 *               │     └─ Mapper: PcpMapper, NatPmpMapper ─ GatewaySocket ── 5351 ──► router
 *               │                UpnpMapper ─ SsdpSearch, IgdClient ── 1900, HTTP ──► router
 *               └─ Announcements ◄── 5350 ── a router that restarted
 * </pre>
 */
package dev.culvert.edge.portmap;
