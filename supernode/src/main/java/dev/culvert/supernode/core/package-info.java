/**
 * What a supernode decides: who is a member and under which address, who meets whom, who is present. Pure: events and
 * time come in, datagrams go out through the paths that are handed in. Conductor thread.
 */
package dev.culvert.supernode.core;
