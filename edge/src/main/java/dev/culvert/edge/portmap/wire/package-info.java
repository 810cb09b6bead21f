/** What port mapping protocols say: PCP, NAT-PMP, SSDP, UPnP's descriptions and SOAP. Pure; every reader takes any bytes. */
package dev.culvert.edge.portmap.wire;
