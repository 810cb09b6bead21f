/**
 * The data path: packets from the TUN device to peers and back. {@link dev.culvert.edge.data.DataPath} is the whole way in
 * packet order; the rest of the package is what it is given. Pure: devices, sockets and time are handed in.
 */
package dev.culvert.edge.data;
