package dev.culvert.edge.nat;

import dev.culvert.common.ip.Endpoint;

/**
 * What a NAT made of one fresh port.
 *
 * @param order of the request among all, from 0
 * @param burst which requests were sent together with it
 * @param sentNs when it was sent
 */
record PortSample(int order, int burst, long sentNs, Endpoint mapped) {}
