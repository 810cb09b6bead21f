package dev.culvert.edge.core;

import dev.culvert.common.path.UdpPort;
import dev.culvert.common.path.UdpPorts;
import dev.culvert.edge.config.PathMode;
import dev.culvert.edge.path.Keepalive;

/**
 * What paths to other edges are made with. Immutable.
 *
 * @param port the edge's main port
 * @param ports where further ones come from
 * @param mtu of the TUN device: bytes of the largest packet
 * @param mode which of them packets may go by
 * @param keepalive how often an idle direct path is kept open
 */
public record PathSettings(UdpPort port, UdpPorts ports, int mtu, PathMode mode, Keepalive keepalive) {}
