/** Ways that datagrams travel, as seen by the core: a port, the far endpoint, the near address. Pure; sockets implement it. */
package dev.culvert.common.path;
