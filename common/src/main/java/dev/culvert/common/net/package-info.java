/**
 * The rim: UDP sockets by {@code sendmsg} and {@code recvmsg}, the boot clock, and the epochs by which descriptors are
 * closed. With native-tun the only place of native calls.
 */
package dev.culvert.common.net;
